-- 引擎账号与用量
ALTER TABLE platform_integration_config ADD COLUMN platform_visibility VARCHAR(20) DEFAULT 'private' NOT NULL;
ALTER TABLE platform_integration_config ADD COLUMN platform_secret_hint VARCHAR(20) DEFAULT '' NOT NULL;
ALTER TABLE platform_integration_config ADD CONSTRAINT platform_integration_config_platform_visibility_check CHECK (platform_visibility IN ('private', 'shared'));
COMMENT ON COLUMN platform_integration_config.platform_visibility IS '可见范围：private 仅本人使用，shared 由管理员共享给所有人';
COMMENT ON COLUMN platform_integration_config.platform_secret_hint IS '密钥提示，只含末四位';
CREATE INDEX idx_platform_integration_config_shared ON platform_integration_config (platform_name, platform_created_time DESC) WHERE platform_visibility = 'shared';

CREATE TABLE system_usage_event (
    event_id BIGSERIAL,
    event_user_id INTEGER NOT NULL,
    event_kind VARCHAR(20) NOT NULL,
    event_engine VARCHAR(50) NOT NULL,
    event_model VARCHAR(200) NOT NULL,
    event_task_uuid VARCHAR(36),
    event_requests INTEGER NOT NULL,
    event_prompt_tokens INTEGER NOT NULL,
    event_completion_tokens INTEGER NOT NULL,
    event_estimated BOOLEAN NOT NULL,
    event_price NUMERIC(18,8),
    event_currency VARCHAR(3),
    event_seconds NUMERIC(10,2) NOT NULL,
    event_succeeded BOOLEAN NOT NULL,
    event_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT system_usage_event_pkey PRIMARY KEY (event_id),
    CONSTRAINT system_usage_event_event_kind_check CHECK (event_kind IN ('text', 'voice', 'image', 'video')),
    CONSTRAINT system_usage_event_event_requests_check CHECK (event_requests >= 0),
    CONSTRAINT system_usage_event_event_prompt_tokens_check CHECK (event_prompt_tokens >= 0),
    CONSTRAINT system_usage_event_event_completion_tokens_check CHECK (event_completion_tokens >= 0),
    CONSTRAINT system_usage_event_event_user_id_fkey FOREIGN KEY (event_user_id) REFERENCES user_auth_basic (user_id)
);

CREATE INDEX idx_system_usage_event_user_time ON system_usage_event (event_user_id, event_created_time DESC, event_id DESC);
CREATE INDEX idx_system_usage_event_time ON system_usage_event (event_created_time);

COMMENT ON TABLE system_usage_event IS '用量明细表：每次使用远程引擎的用量与费用，只追加';
COMMENT ON COLUMN system_usage_event.event_id IS '明细ID';
COMMENT ON COLUMN system_usage_event.event_user_id IS '使用者用户ID';
COMMENT ON COLUMN system_usage_event.event_kind IS '种类：text, voice, image, video';
COMMENT ON COLUMN system_usage_event.event_engine IS '引擎名称';
COMMENT ON COLUMN system_usage_event.event_model IS '模型名称';
COMMENT ON COLUMN system_usage_event.event_task_uuid IS '任务UUID，不经任务的请求为空';
COMMENT ON COLUMN system_usage_event.event_requests IS '请求次数';
COMMENT ON COLUMN system_usage_event.event_prompt_tokens IS '输入词元数';
COMMENT ON COLUMN system_usage_event.event_completion_tokens IS '输出词元数';
COMMENT ON COLUMN system_usage_event.event_estimated IS '词元数是否为估算';
COMMENT ON COLUMN system_usage_event.event_price IS '费用，按账号的价目表计算，无价目为空';
COMMENT ON COLUMN system_usage_event.event_currency IS '货币代码';
COMMENT ON COLUMN system_usage_event.event_seconds IS '用时（秒）';
COMMENT ON COLUMN system_usage_event.event_succeeded IS '是否得到结果';
COMMENT ON COLUMN system_usage_event.event_created_time IS '发生时间（UTC）';
