-- 用量按单位记录，价目按单位与有效期
ALTER TABLE system_usage_event ADD COLUMN event_units JSONB DEFAULT '{}' NOT NULL;
ALTER TABLE system_usage_event ADD COLUMN event_config_id INTEGER;
UPDATE system_usage_event SET event_units = jsonb_strip_nulls(jsonb_build_object(
    'requests', NULLIF(event_requests, 0),
    'tokens_in', NULLIF(event_prompt_tokens, 0),
    'tokens_out', NULLIF(event_completion_tokens, 0)));
ALTER TABLE system_usage_event DROP COLUMN event_requests;
ALTER TABLE system_usage_event DROP COLUMN event_prompt_tokens;
ALTER TABLE system_usage_event DROP COLUMN event_completion_tokens;
ALTER TABLE system_usage_event DROP CONSTRAINT system_usage_event_event_kind_check;
ALTER TABLE system_usage_event ADD CONSTRAINT system_usage_event_event_kind_check CHECK (event_kind ~ '^[a-z][a-z0-9_]{0,49}$');
COMMENT ON TABLE system_usage_event IS '用量明细表：每次引擎工作的用量与费用，只追加';
COMMENT ON COLUMN system_usage_event.event_kind IS '引擎种类：text, analysis, voice, image 等';
COMMENT ON COLUMN system_usage_event.event_units IS '用量，按单位：requests, tokens_in, tokens_out, characters 等';
COMMENT ON COLUMN system_usage_event.event_config_id IS '所用账号的配置ID，运营方默认账号与本机引擎为空';
COMMENT ON COLUMN system_usage_event.event_estimated IS '用量是否含估算';
COMMENT ON COLUMN system_usage_event.event_price IS '费用，按账号价目，其次按价目表计算，无价目为空';

CREATE TABLE system_usage_price (
    price_id SERIAL,
    price_engine VARCHAR(50) NOT NULL,
    price_model VARCHAR(200),
    price_unit VARCHAR(30) NOT NULL,
    price_amount NUMERIC(18,8) NOT NULL,
    price_per INTEGER DEFAULT 1 NOT NULL,
    price_currency VARCHAR(3) DEFAULT 'CNY' NOT NULL,
    price_valid_from DATE,
    price_valid_to DATE,
    price_created_user_id INTEGER NOT NULL,
    price_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    price_updated_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT system_usage_price_pkey PRIMARY KEY (price_id),
    CONSTRAINT system_usage_price_price_engine_check CHECK (price_engine ~ '^[a-z][a-z0-9_]{0,49}$'),
    CONSTRAINT system_usage_price_price_unit_check CHECK (price_unit IN ('requests', 'tokens_in', 'tokens_out', 'characters', 'audio_seconds', 'images', 'video_seconds', 'processing_seconds', 'bytes')),
    CONSTRAINT system_usage_price_price_amount_check CHECK (price_amount >= 0),
    CONSTRAINT system_usage_price_price_per_check CHECK (price_per >= 1),
    CONSTRAINT system_usage_price_price_valid_to_check CHECK (price_valid_to >= price_valid_from),
    CONSTRAINT system_usage_price_price_created_user_id_fkey FOREIGN KEY (price_created_user_id) REFERENCES user_auth_basic (user_id)
);

CREATE INDEX idx_system_usage_price_engine ON system_usage_price (price_engine, price_unit);
CREATE INDEX idx_system_usage_price_user ON system_usage_price (price_created_user_id);

COMMENT ON TABLE system_usage_price IS '价目表：各引擎每单位用量的价格及有效期，由管理员维护';
COMMENT ON COLUMN system_usage_price.price_id IS '价目ID';
COMMENT ON COLUMN system_usage_price.price_engine IS '引擎名称';
COMMENT ON COLUMN system_usage_price.price_model IS '模型名称，空为该引擎的所有模型';
COMMENT ON COLUMN system_usage_price.price_unit IS '单位：requests, tokens_in, tokens_out, characters, audio_seconds, images 等';
COMMENT ON COLUMN system_usage_price.price_amount IS '价格';
COMMENT ON COLUMN system_usage_price.price_per IS '价格对应的单位数量，如 1000000';
COMMENT ON COLUMN system_usage_price.price_currency IS '货币代码';
COMMENT ON COLUMN system_usage_price.price_valid_from IS '生效日期（UTC，含），空为一直有效';
COMMENT ON COLUMN system_usage_price.price_valid_to IS '失效日期（UTC，含），空为一直有效';
COMMENT ON COLUMN system_usage_price.price_created_user_id IS '创建用户ID';
COMMENT ON COLUMN system_usage_price.price_created_time IS '创建时间（UTC）';
COMMENT ON COLUMN system_usage_price.price_updated_time IS '更新时间（UTC）';

SELECT datasay_audit('system_usage_price', '{price_updated_time}');
