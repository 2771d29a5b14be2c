-- 文本的版本：修改时由触发器留存被替换的内容

ALTER TABLE text_content_basic ADD COLUMN text_revision INTEGER DEFAULT 1 NOT NULL;
ALTER TABLE text_content_basic ADD CONSTRAINT text_content_basic_text_revision_check CHECK (text_revision >= 1);

COMMENT ON COLUMN text_content_basic.text_version IS '版本号，标题、正文、语言、标签或分镜每次修改加一';
COMMENT ON COLUMN text_content_basic.text_revision IS '修订号，任何修改（含状态、删除与恢复）加一，用作 ETag';

CREATE INDEX idx_text_content_basic_deleted ON text_content_basic (text_created_user_id, text_deleted_time DESC, text_id DESC) WHERE text_deleted_time IS NOT NULL;

CREATE TABLE text_content_version (
    version_id SERIAL,
    text_id INTEGER NOT NULL,
    text_version INTEGER NOT NULL,
    version_title VARCHAR(200) NOT NULL,
    version_content TEXT NOT NULL,
    version_language VARCHAR(10),
    version_tags TEXT[],
    version_scenes JSONB,
    version_word_count INTEGER,
    version_length INTEGER NOT NULL,
    version_created_user_id INTEGER NOT NULL,
    version_created_time TIMESTAMP NOT NULL,
    version_replaced_user_id INTEGER NOT NULL,
    version_replaced_time TIMESTAMP NOT NULL,
    CONSTRAINT text_content_version_pkey PRIMARY KEY (version_id),
    CONSTRAINT text_content_version_text_id_text_version_key UNIQUE (text_id, text_version),
    CONSTRAINT text_content_version_text_version_check CHECK (text_version >= 1),
    CONSTRAINT text_content_version_version_word_count_check CHECK (version_word_count >= 0),
    CONSTRAINT text_content_version_version_length_check CHECK (version_length >= 0),
    CONSTRAINT text_content_version_text_id_fkey FOREIGN KEY (text_id) REFERENCES text_content_basic (text_id) ON DELETE CASCADE,
    CONSTRAINT text_content_version_version_created_user_id_fkey FOREIGN KEY (version_created_user_id) REFERENCES user_auth_basic (user_id)
);

CREATE INDEX idx_text_content_version_user ON text_content_version (version_created_user_id);

COMMENT ON TABLE text_content_version IS '文本版本表：被修改替换掉的各版内容，现行内容在文本内容表';
COMMENT ON COLUMN text_content_version.version_id IS '版本记录ID';
COMMENT ON COLUMN text_content_version.text_id IS '所属文本ID';
COMMENT ON COLUMN text_content_version.text_version IS '版本号，从 1 开始';
COMMENT ON COLUMN text_content_version.version_title IS '该版标题';
COMMENT ON COLUMN text_content_version.version_content IS '该版正文';
COMMENT ON COLUMN text_content_version.version_language IS '该版语言代码';
COMMENT ON COLUMN text_content_version.version_tags IS '该版标签';
COMMENT ON COLUMN text_content_version.version_scenes IS '该版分镜';
COMMENT ON COLUMN text_content_version.version_word_count IS '该版字数';
COMMENT ON COLUMN text_content_version.version_length IS '该版正文的字符数';
COMMENT ON COLUMN text_content_version.version_created_user_id IS '写成该版的用户ID';
COMMENT ON COLUMN text_content_version.version_created_time IS '该版写成时间（UTC）';
COMMENT ON COLUMN text_content_version.version_replaced_user_id IS '替换该版的用户ID，即下一版的作者';
COMMENT ON COLUMN text_content_version.version_replaced_time IS '被下一版替换的时间（UTC）';

-- Whoever changes a text, by whatever program: no words are lost, and nobody can forget to count.
CREATE FUNCTION datasay_keep_text_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    made RECORD;
BEGIN
    -- What is not listed here (the updated time, columns kept for searching) changes nothing a reader sees. It is
    -- listed here and not in a WHEN of the trigger, which would forbid later migrations to alter these columns.
    IF (
        OLD.text_title, OLD.text_content, OLD.text_content_type, OLD.text_language, OLD.text_status, OLD.text_tags,
        OLD.text_template_id, OLD.text_deleted_time, OLD.text_source_text_id, OLD.text_scenes
    ) IS NOT DISTINCT FROM (
        NEW.text_title, NEW.text_content, NEW.text_content_type, NEW.text_language, NEW.text_status, NEW.text_tags,
        NEW.text_template_id, NEW.text_deleted_time, NEW.text_source_text_id, NEW.text_scenes
    ) THEN
        RETURN NEW;
    END IF;
    NEW.text_revision := OLD.text_revision + 1;
    NEW.text_version := OLD.text_version;
    IF (OLD.text_title, OLD.text_content, OLD.text_language, OLD.text_tags, OLD.text_scenes)
        IS DISTINCT FROM (NEW.text_title, NEW.text_content, NEW.text_language, NEW.text_tags, NEW.text_scenes)
    THEN
        NEW.text_version := OLD.text_version + 1;
        -- Who wrote the present words, and when, is in the row of those they replaced.
        SELECT version_replaced_user_id, version_replaced_time INTO made FROM text_content_version
            WHERE text_id = OLD.text_id AND text_version = OLD.text_version - 1;
        INSERT INTO text_content_version (
            text_id, text_version, version_title, version_content, version_language, version_tags, version_scenes,
            version_word_count, version_length, version_created_user_id, version_created_time,
            version_replaced_user_id, version_replaced_time
        ) VALUES (
            OLD.text_id, OLD.text_version, OLD.text_title, OLD.text_content, OLD.text_language, OLD.text_tags,
            OLD.text_scenes, OLD.text_word_count, length(OLD.text_content),
            coalesce(made.version_replaced_user_id, OLD.text_created_user_id),
            coalesce(made.version_replaced_time, OLD.text_created_time, timezone('UTC', now())),
            coalesce(
                nullif(nullif(current_setting('datasay.user_id', true), ''), '0')::integer, OLD.text_created_user_id
            ),
            timezone('UTC', now())
        );
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER text_content_basic_keep_version BEFORE UPDATE ON text_content_basic
FOR EACH ROW EXECUTE FUNCTION datasay_keep_text_version();
