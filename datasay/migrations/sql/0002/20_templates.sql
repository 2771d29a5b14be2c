-- Text templates: built-in ones for everybody, a language, soft deletion
ALTER TABLE text_template_basic ADD COLUMN template_visibility VARCHAR(20) DEFAULT 'private' NOT NULL;
ALTER TABLE text_template_basic ADD COLUMN template_key VARCHAR(100);
ALTER TABLE text_template_basic ADD COLUMN template_language VARCHAR(10);
ALTER TABLE text_template_basic ADD COLUMN template_deleted_time TIMESTAMP;
ALTER TABLE text_template_basic ADD CONSTRAINT text_template_basic_template_visibility_check CHECK (template_visibility IN ('private', 'shared'));
CREATE UNIQUE INDEX idx_text_template_basic_key ON text_template_basic (template_key);
COMMENT ON COLUMN text_template_basic.template_visibility IS '可见范围：private, shared';
COMMENT ON COLUMN text_template_basic.template_key IS '内置模板的键，用户模板为空';
COMMENT ON COLUMN text_template_basic.template_language IS '语言代码';
COMMENT ON COLUMN text_template_basic.template_deleted_time IS '删除时间（UTC）';
