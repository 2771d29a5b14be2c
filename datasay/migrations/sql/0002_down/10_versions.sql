DROP TRIGGER text_content_basic_keep_version ON text_content_basic;
DROP FUNCTION datasay_keep_text_version();
DROP TABLE text_content_version;
DROP INDEX idx_text_content_basic_deleted;
ALTER TABLE text_content_basic DROP COLUMN text_revision;
COMMENT ON COLUMN text_content_basic.text_version IS '版本号，每次修改加一';
