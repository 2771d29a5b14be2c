-- 平台集成模块

CREATE TABLE platform_integration_config (
    config_id SERIAL,
    platform_name VARCHAR(50) NOT NULL,
    platform_app_id VARCHAR(100) NOT NULL,
    platform_app_secret TEXT NOT NULL,
    platform_access_token TEXT,
    platform_refresh_token TEXT,
    platform_token_expire_time TIMESTAMP,
    platform_created_user_id INTEGER NOT NULL,
    platform_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    platform_updated_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    platform_status VARCHAR(20) DEFAULT 'active',
    platform_options JSONB,
    CONSTRAINT platform_integration_config_pkey PRIMARY KEY (config_id),
    CONSTRAINT platform_integration_config_platform_status_check CHECK (platform_status IN ('active', 'inactive', 'expired')),
    CONSTRAINT platform_integration_config_platform_created_user_id_fkey FOREIGN KEY (platform_created_user_id) REFERENCES user_auth_basic (user_id)
);

CREATE INDEX idx_platform_integration_config_platform ON platform_integration_config (platform_name);
CREATE INDEX idx_platform_integration_config_status_type_time ON platform_integration_config (platform_status, platform_name, platform_created_time);
CREATE INDEX idx_platform_integration_config_time ON platform_integration_config (platform_created_time DESC, config_id DESC);
CREATE INDEX idx_platform_integration_config_user ON platform_integration_config (platform_created_user_id);
CREATE INDEX idx_platform_integration_config_user_status_time ON platform_integration_config (platform_created_user_id, platform_status, platform_created_time DESC, config_id DESC);
CREATE INDEX idx_platform_integration_config_user_time ON platform_integration_config (platform_created_user_id, platform_created_time DESC, config_id DESC);

COMMENT ON TABLE platform_integration_config IS '平台配置表：发布平台与生成引擎的账号，密钥加密存储';
COMMENT ON COLUMN platform_integration_config.config_id IS '配置ID';
COMMENT ON COLUMN platform_integration_config.platform_name IS '平台名称：douyin, weixin, weibo，或引擎名称';
COMMENT ON COLUMN platform_integration_config.platform_app_id IS '应用ID、账号、区域或服务地址';
COMMENT ON COLUMN platform_integration_config.platform_app_secret IS '应用密钥（密文）';
COMMENT ON COLUMN platform_integration_config.platform_access_token IS '访问令牌（密文）';
COMMENT ON COLUMN platform_integration_config.platform_refresh_token IS '刷新令牌（密文）';
COMMENT ON COLUMN platform_integration_config.platform_token_expire_time IS '访问令牌过期时间（UTC）';
COMMENT ON COLUMN platform_integration_config.platform_created_user_id IS '创建用户ID';
COMMENT ON COLUMN platform_integration_config.platform_created_time IS '创建时间（UTC）';
COMMENT ON COLUMN platform_integration_config.platform_updated_time IS '更新时间（UTC）';
COMMENT ON COLUMN platform_integration_config.platform_status IS '平台状态：active, inactive, expired';
COMMENT ON COLUMN platform_integration_config.platform_options IS '模型名称等其他选项';

CREATE TABLE platform_publish_record (
    publish_id SERIAL,
    platform_name VARCHAR(50) NOT NULL,
    content_type VARCHAR(50) NOT NULL,
    content_id INTEGER NOT NULL,
    platform_post_id VARCHAR(100),
    publish_title VARCHAR(200),
    publish_description TEXT,
    publish_status VARCHAR(20) DEFAULT 'pending',
    publish_error_message TEXT,
    publish_created_user_id INTEGER NOT NULL,
    publish_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    publish_updated_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT platform_publish_record_pkey PRIMARY KEY (publish_id),
    CONSTRAINT platform_publish_record_content_type_check CHECK (content_type IN ('text', 'voice', 'image', 'mixall')),
    CONSTRAINT platform_publish_record_publish_status_check CHECK (publish_status IN ('pending', 'published', 'failed')),
    CONSTRAINT platform_publish_record_publish_created_user_id_fkey FOREIGN KEY (publish_created_user_id) REFERENCES user_auth_basic (user_id)
);

CREATE INDEX idx_platform_publish_record_content ON platform_publish_record (content_type, content_id);
CREATE INDEX idx_platform_publish_record_platform ON platform_publish_record (platform_name);
CREATE INDEX idx_platform_publish_record_status_type_time ON platform_publish_record (publish_status, content_type, publish_created_time);
CREATE INDEX idx_platform_publish_record_time ON platform_publish_record (publish_created_time DESC, publish_id DESC);
CREATE INDEX idx_platform_publish_record_user ON platform_publish_record (publish_created_user_id);
CREATE INDEX idx_platform_publish_record_user_status_time ON platform_publish_record (publish_created_user_id, publish_status, publish_created_time DESC, publish_id DESC);
CREATE INDEX idx_platform_publish_record_user_time ON platform_publish_record (publish_created_user_id, publish_created_time DESC, publish_id DESC);

COMMENT ON TABLE platform_publish_record IS '平台发布记录表：内容在各平台的发布情况';
COMMENT ON COLUMN platform_publish_record.publish_id IS '发布ID';
COMMENT ON COLUMN platform_publish_record.platform_name IS '平台名称';
COMMENT ON COLUMN platform_publish_record.content_type IS '内容类型：text, voice, image, mixall';
COMMENT ON COLUMN platform_publish_record.content_id IS '关联的内容ID';
COMMENT ON COLUMN platform_publish_record.platform_post_id IS '平台返回的发布ID';
COMMENT ON COLUMN platform_publish_record.publish_title IS '发布标题';
COMMENT ON COLUMN platform_publish_record.publish_description IS '发布描述';
COMMENT ON COLUMN platform_publish_record.publish_status IS '发布状态：pending, published, failed';
COMMENT ON COLUMN platform_publish_record.publish_error_message IS '错误信息';
COMMENT ON COLUMN platform_publish_record.publish_created_user_id IS '创建用户ID';
COMMENT ON COLUMN platform_publish_record.publish_created_time IS '创建时间（UTC）';
COMMENT ON COLUMN platform_publish_record.publish_updated_time IS '更新时间（UTC）';
