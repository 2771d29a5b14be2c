-- Text templates
DROP INDEX idx_text_template_basic_key;
ALTER TABLE text_template_basic DROP CONSTRAINT text_template_basic_template_visibility_check;
ALTER TABLE text_template_basic DROP COLUMN template_deleted_time;
ALTER TABLE text_template_basic DROP COLUMN template_language;
ALTER TABLE text_template_basic DROP COLUMN template_key;
ALTER TABLE text_template_basic DROP COLUMN template_visibility;
