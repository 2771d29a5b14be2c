-- 文件管理模块

CREATE TABLE file_storage_basic (
    file_id SERIAL,
    file_name VARCHAR(255) NOT NULL,
    file_original_name VARCHAR(255) NOT NULL,
    file_path VARCHAR(1000) NOT NULL,
    file_size BIGINT NOT NULL,
    file_type VARCHAR(100) NOT NULL,
    file_mime_type VARCHAR(100) NOT NULL,
    file_hash_md5 VARCHAR(32) NOT NULL,
    file_storage_type VARCHAR(50) DEFAULT 'local',
    file_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    file_created_user_id INTEGER,
    file_status VARCHAR(20) DEFAULT 'active',
    file_hash_sha256 VARCHAR(64),
    file_deleted_time TIMESTAMP,
    file_width INTEGER,
    file_height INTEGER,
    file_duration NUMERIC(10,2),
    file_tags TEXT[],
    CONSTRAINT file_storage_basic_pkey PRIMARY KEY (file_id, file_type),
    CONSTRAINT file_storage_basic_file_type_check CHECK (file_type IN ('text', 'audio', 'image', 'video')),
    CONSTRAINT file_storage_basic_file_storage_type_check CHECK (file_storage_type IN ('local', 'oss', 's3')),
    CONSTRAINT file_storage_basic_file_status_check CHECK (file_status IN ('active', 'deleted')),
    CONSTRAINT file_storage_basic_file_size_check CHECK (file_size >= 0),
    CONSTRAINT file_storage_basic_file_duration_check CHECK (file_duration >= 0),
    CONSTRAINT file_storage_basic_file_width_check CHECK (file_width >= 1),
    CONSTRAINT file_storage_basic_file_height_check CHECK (file_height >= 1),
    CONSTRAINT file_storage_basic_file_hash_sha256_check CHECK (file_hash_sha256 ~ '^[0-9a-f]{64}$'),
    CONSTRAINT file_storage_basic_file_created_user_id_fkey FOREIGN KEY (file_created_user_id) REFERENCES user_auth_basic (user_id)
) PARTITION BY LIST (file_type);

CREATE TABLE file_storage_basic_text PARTITION OF file_storage_basic FOR VALUES IN ('text');
CREATE TABLE file_storage_basic_audio PARTITION OF file_storage_basic FOR VALUES IN ('audio');
CREATE TABLE file_storage_basic_image PARTITION OF file_storage_basic FOR VALUES IN ('image');
CREATE TABLE file_storage_basic_video PARTITION OF file_storage_basic FOR VALUES IN ('video');
CREATE TABLE file_storage_basic_default PARTITION OF file_storage_basic DEFAULT;

CREATE INDEX idx_file_storage_basic_hash ON file_storage_basic (file_hash_md5);
CREATE INDEX idx_file_storage_basic_status_type_time ON file_storage_basic (file_status, file_type, file_created_time);
CREATE INDEX idx_file_storage_basic_time ON file_storage_basic (file_created_time DESC, file_id DESC);
CREATE INDEX idx_file_storage_basic_type ON file_storage_basic (file_type);
CREATE INDEX idx_file_storage_basic_user ON file_storage_basic (file_created_user_id);
CREATE UNIQUE INDEX idx_file_storage_basic_user_sha256 ON file_storage_basic (file_created_user_id, file_hash_sha256, file_type) WHERE file_status = 'active';
CREATE INDEX idx_file_storage_basic_user_status_time ON file_storage_basic (file_created_user_id, file_status, file_created_time DESC, file_id DESC);
CREATE INDEX idx_file_storage_basic_user_time ON file_storage_basic (file_created_user_id, file_created_time DESC, file_id DESC);

COMMENT ON TABLE file_storage_basic IS '文件存储表：文件元数据与存储位置，按文件类型分区';
COMMENT ON COLUMN file_storage_basic.file_id IS '文件ID';
COMMENT ON COLUMN file_storage_basic.file_name IS '存储文件名';
COMMENT ON COLUMN file_storage_basic.file_original_name IS '上传时的原始文件名';
COMMENT ON COLUMN file_storage_basic.file_path IS '存储路径（相对于存储根）';
COMMENT ON COLUMN file_storage_basic.file_size IS '文件大小（字节）';
COMMENT ON COLUMN file_storage_basic.file_type IS '文件类型：text, audio, image, video；分区键';
COMMENT ON COLUMN file_storage_basic.file_mime_type IS 'MIME类型，由内容识别';
COMMENT ON COLUMN file_storage_basic.file_hash_md5 IS '内容的MD5（十六进制）';
COMMENT ON COLUMN file_storage_basic.file_storage_type IS '存储类型：local, oss, s3';
COMMENT ON COLUMN file_storage_basic.file_created_time IS '创建时间（UTC）';
COMMENT ON COLUMN file_storage_basic.file_created_user_id IS '创建用户ID';
COMMENT ON COLUMN file_storage_basic.file_status IS '文件状态：active, deleted';
COMMENT ON COLUMN file_storage_basic.file_hash_sha256 IS '内容的SHA-256（十六进制），决定文件是否相同';
COMMENT ON COLUMN file_storage_basic.file_deleted_time IS '删除时间（UTC）';
COMMENT ON COLUMN file_storage_basic.file_width IS '画面宽度（像素）';
COMMENT ON COLUMN file_storage_basic.file_height IS '画面高度（像素）';
COMMENT ON COLUMN file_storage_basic.file_duration IS '音视频时长（秒）';
COMMENT ON COLUMN file_storage_basic.file_tags IS '标签';
