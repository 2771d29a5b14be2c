DROP TABLE system_usage_price;
DELETE FROM system_usage_event WHERE event_kind NOT IN ('text', 'voice', 'image', 'video');
ALTER TABLE system_usage_event DROP CONSTRAINT system_usage_event_event_kind_check;
ALTER TABLE system_usage_event ADD CONSTRAINT system_usage_event_event_kind_check CHECK (event_kind IN ('text', 'voice', 'image', 'video'));
ALTER TABLE system_usage_event ADD COLUMN event_requests INTEGER DEFAULT 0 NOT NULL;
ALTER TABLE system_usage_event ADD COLUMN event_prompt_tokens INTEGER DEFAULT 0 NOT NULL;
ALTER TABLE system_usage_event ADD COLUMN event_completion_tokens INTEGER DEFAULT 0 NOT NULL;
UPDATE system_usage_event SET
    event_requests = COALESCE((event_units ->> 'requests')::numeric, 0),
    event_prompt_tokens = COALESCE((event_units ->> 'tokens_in')::numeric, 0),
    event_completion_tokens = COALESCE((event_units ->> 'tokens_out')::numeric, 0);
ALTER TABLE system_usage_event ALTER COLUMN event_requests DROP DEFAULT;
ALTER TABLE system_usage_event ALTER COLUMN event_prompt_tokens DROP DEFAULT;
ALTER TABLE system_usage_event ALTER COLUMN event_completion_tokens DROP DEFAULT;
ALTER TABLE system_usage_event ADD CONSTRAINT system_usage_event_event_requests_check CHECK (event_requests >= 0);
ALTER TABLE system_usage_event ADD CONSTRAINT system_usage_event_event_prompt_tokens_check CHECK (event_prompt_tokens >= 0);
ALTER TABLE system_usage_event ADD CONSTRAINT system_usage_event_event_completion_tokens_check CHECK (event_completion_tokens >= 0);
COMMENT ON COLUMN system_usage_event.event_requests IS '请求次数';
COMMENT ON COLUMN system_usage_event.event_prompt_tokens IS '输入词元数';
COMMENT ON COLUMN system_usage_event.event_completion_tokens IS '输出词元数';
COMMENT ON TABLE system_usage_event IS '用量明细表：每次使用远程引擎的用量与费用，只追加';
COMMENT ON COLUMN system_usage_event.event_kind IS '种类：text, voice, image, video';
COMMENT ON COLUMN system_usage_event.event_estimated IS '词元数是否为估算';
COMMENT ON COLUMN system_usage_event.event_price IS '费用，按账号的价目表计算，无价目为空';
ALTER TABLE system_usage_event DROP COLUMN event_units;
ALTER TABLE system_usage_event DROP COLUMN event_config_id;
