-- 审计日志：只增不改，逐行哈希相链

CREATE TABLE system_audit_chain (
    chain_lane INTEGER NOT NULL,
    chain_number BIGINT NOT NULL,
    chain_hash BYTEA NOT NULL,
    chain_time TIMESTAMP NOT NULL,
    chain_begin_number BIGINT NOT NULL,
    chain_begin_hash BYTEA NOT NULL,
    CONSTRAINT system_audit_chain_pkey PRIMARY KEY (chain_lane),
    CONSTRAINT system_audit_chain_chain_lane_check CHECK (chain_lane >= 0),
    CONSTRAINT system_audit_chain_chain_number_check CHECK (chain_number >= 0),
    CONSTRAINT system_audit_chain_chain_begin_number_check CHECK (chain_begin_number >= 1)
) WITH (fillfactor = 20, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

COMMENT ON TABLE system_audit_chain IS '审计链表：每条链的链首，写入审计日志的同一事务中更新';
COMMENT ON COLUMN system_audit_chain.chain_lane IS '链号，同时写入的事务各用一条，互不等待';
COMMENT ON COLUMN system_audit_chain.chain_number IS '最后一行的序号，0 为尚无';
COMMENT ON COLUMN system_audit_chain.chain_hash IS '最后一行的哈希（SHA-256）';
COMMENT ON COLUMN system_audit_chain.chain_time IS '最后一行的时间（UTC）';
COMMENT ON COLUMN system_audit_chain.chain_begin_number IS '保留的第一行的序号，删除旧月份后大于 1';
COMMENT ON COLUMN system_audit_chain.chain_begin_hash IS '保留的第一行之前一行的哈希';


CREATE TABLE system_audit_log (
    audit_id BIGSERIAL,
    audit_time TIMESTAMP NOT NULL,
    audit_user_id INTEGER,
    audit_user_role VARCHAR(20),
    audit_actor VARCHAR(100),
    audit_request_id VARCHAR(64),
    audit_table VARCHAR(63) NOT NULL,
    audit_action VARCHAR(20) NOT NULL,
    audit_key JSONB,
    audit_before JSONB,
    audit_after JSONB,
    audit_lane INTEGER NOT NULL,
    audit_lane_number BIGINT NOT NULL,
    audit_previous_hash BYTEA NOT NULL,
    audit_hash BYTEA NOT NULL,
    CONSTRAINT system_audit_log_pkey PRIMARY KEY (audit_time, audit_id),
    CONSTRAINT system_audit_log_audit_action_check CHECK (audit_action IN ('insert', 'update', 'delete', 'truncate', 'role_change', 'password_change', 'login', 'login_failed', 'logout', 'export', 'label_switch', 'archive'))
) PARTITION BY RANGE (audit_time);

CREATE TABLE system_audit_log_default PARTITION OF system_audit_log DEFAULT;

CREATE INDEX idx_system_audit_log_lane ON system_audit_log (audit_lane, audit_lane_number);
CREATE INDEX idx_system_audit_log_user ON system_audit_log (audit_user_id, audit_time, audit_id);
CREATE INDEX idx_system_audit_log_row ON system_audit_log (audit_table, audit_key);
CREATE INDEX idx_system_audit_log_request ON system_audit_log (audit_request_id);
-- Logins and the like are few among the changes of rows, which are found by table.
CREATE INDEX idx_system_audit_log_event ON system_audit_log (audit_action, audit_time, audit_id) WHERE audit_action NOT IN ('insert', 'update', 'delete');

COMMENT ON TABLE system_audit_log IS '审计日志表：谁在何时改了哪一行的哪些列，只能由触发器增加，任何人不得修改或删除';
COMMENT ON COLUMN system_audit_log.audit_id IS '审计记录ID';
COMMENT ON COLUMN system_audit_log.audit_time IS '记录时间（UTC），同一条链内不倒退';
COMMENT ON COLUMN system_audit_log.audit_user_id IS '操作用户ID，不设外键：记录比用户存得久；空为无人登录';
COMMENT ON COLUMN system_audit_log.audit_user_role IS '操作时的角色';
COMMENT ON COLUMN system_audit_log.audit_actor IS '非用户的操作者：系统任务的名称，或直接连库者的数据库角色';
COMMENT ON COLUMN system_audit_log.audit_request_id IS '请求ID（X-Request-ID），任务中为任务UUID';
COMMENT ON COLUMN system_audit_log.audit_table IS '所涉及的表';
COMMENT ON COLUMN system_audit_log.audit_action IS '操作：insert, update, delete, truncate, role_change, password_change, login, login_failed, logout, export, label_switch, archive';
COMMENT ON COLUMN system_audit_log.audit_key IS '所涉及行的主键';
COMMENT ON COLUMN system_audit_log.audit_before IS '变更前的列值；密文与长文本只存 SHA-256 与长度';
COMMENT ON COLUMN system_audit_log.audit_after IS '变更后的列值；密文与长文本只存 SHA-256 与长度';
COMMENT ON COLUMN system_audit_log.audit_lane IS '所在的链';
COMMENT ON COLUMN system_audit_log.audit_lane_number IS '链内序号，从 1 起连续';
COMMENT ON COLUMN system_audit_log.audit_previous_hash IS '链内前一行的哈希，首行为 32 个零字节';
COMMENT ON COLUMN system_audit_log.audit_hash IS '本行的哈希：SHA-256（前一行的哈希 || 本行内容）';


CREATE FUNCTION datasay_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit log only grows: % of % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER system_audit_log_only_grows BEFORE UPDATE OR DELETE ON system_audit_log
FOR EACH ROW EXECUTE FUNCTION datasay_audit_refuse();
-- Truncating is a matter of the whole table, so that partitions do not inherit this one.
CREATE TRIGGER system_audit_log_stays BEFORE TRUNCATE ON system_audit_log
FOR EACH STATEMENT EXECUTE FUNCTION datasay_audit_refuse();
CREATE TRIGGER system_audit_log_stays BEFORE TRUNCATE ON system_audit_log_default
FOR EACH STATEMENT EXECUTE FUNCTION datasay_audit_refuse();
CREATE TRIGGER system_audit_chain_stays BEFORE DELETE OR TRUNCATE ON system_audit_chain
FOR EACH STATEMENT EXECUTE FUNCTION datasay_audit_refuse();

-- Administrators read it. Its owner, in whose name the triggers write, is not bound by this.
ALTER TABLE system_audit_log ENABLE ROW LEVEL SECURITY;
CREATE POLICY system_audit_log_administrators ON system_audit_log FOR SELECT
USING (current_setting('datasay.user_role', true) IN ('admin', 'super_admin', 'system'));
