-- 任务管理模块

CREATE TABLE task_management_queue (
    task_id SERIAL,
    task_uuid VARCHAR(36) NOT NULL,
    task_name VARCHAR(100) NOT NULL,
    task_type VARCHAR(50) NOT NULL,
    task_params JSONB NOT NULL,
    task_status VARCHAR(20) DEFAULT 'pending',
    task_progress INTEGER DEFAULT 0,
    task_result JSONB,
    task_error_message TEXT,
    task_created_user_id INTEGER NOT NULL,
    task_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    task_started_time TIMESTAMP,
    task_completed_time TIMESTAMP,
    task_retry_count INTEGER DEFAULT 0,
    task_parent_id INTEGER,
    task_lease_id VARCHAR(36),
    task_lease_expire_time TIMESTAMP,
    task_worker_name VARCHAR(200),
    task_step_name VARCHAR(100),
    task_remaining_seconds INTEGER,
    task_event_number BIGINT DEFAULT 0 NOT NULL,
    task_not_before_time TIMESTAMP,
    task_attempt_count INTEGER DEFAULT 0 NOT NULL,
    task_idempotency_key VARCHAR(255),
    task_params_hash VARCHAR(64),
    task_error_type VARCHAR(100),
    task_retry_key VARCHAR(255),
    CONSTRAINT task_management_queue_pkey PRIMARY KEY (task_id),
    CONSTRAINT task_management_queue_idempotency_key UNIQUE (task_created_user_id, task_idempotency_key),
    CONSTRAINT task_management_queue_task_type_check CHECK (task_type IN ('text_generate', 'voice_synthesize', 'image_generate', 'mixall_render', 'creation_run')),
    CONSTRAINT task_management_queue_task_status_check CHECK (task_status IN ('pending', 'running', 'completed', 'failed', 'revoked')),
    CONSTRAINT task_management_queue_task_progress_check CHECK (task_progress BETWEEN 0 AND 100),
    CONSTRAINT task_management_queue_task_retry_count_check CHECK (task_retry_count >= 0),
    CONSTRAINT task_management_queue_task_remaining_seconds_check CHECK (task_remaining_seconds >= 0),
    CONSTRAINT task_management_queue_task_event_number_check CHECK (task_event_number >= 0),
    CONSTRAINT task_management_queue_task_attempt_count_check CHECK (task_attempt_count >= 0),
    CONSTRAINT task_management_queue_task_uuid_key UNIQUE (task_uuid),
    CONSTRAINT task_management_queue_task_created_user_id_fkey FOREIGN KEY (task_created_user_id) REFERENCES user_auth_basic (user_id),
    CONSTRAINT task_management_queue_task_parent_id_fkey FOREIGN KEY (task_parent_id) REFERENCES task_management_queue (task_id)
);

CREATE INDEX idx_task_management_queue_lease ON task_management_queue (task_lease_expire_time) WHERE task_lease_expire_time IS NOT NULL;
CREATE INDEX idx_task_management_queue_parent ON task_management_queue (task_parent_id);
CREATE INDEX idx_task_management_queue_pending ON task_management_queue (task_status, task_not_before_time);
CREATE INDEX idx_task_management_queue_status ON task_management_queue (task_status);
CREATE INDEX idx_task_management_queue_status_type_time ON task_management_queue (task_status, task_type, task_created_time);
CREATE INDEX idx_task_management_queue_time ON task_management_queue (task_created_time DESC, task_id DESC);
CREATE INDEX idx_task_management_queue_type ON task_management_queue (task_type);
CREATE INDEX idx_task_management_queue_user ON task_management_queue (task_created_user_id);
CREATE INDEX idx_task_management_queue_user_status_time ON task_management_queue (task_created_user_id, task_status, task_created_time DESC, task_id DESC);
CREATE INDEX idx_task_management_queue_user_time ON task_management_queue (task_created_user_id, task_created_time DESC, task_id DESC);
CREATE INDEX idx_task_management_queue_uuid ON task_management_queue (task_uuid);

COMMENT ON TABLE task_management_queue IS '异步任务表：任务的唯一事实来源';
COMMENT ON COLUMN task_management_queue.task_id IS '任务ID';
COMMENT ON COLUMN task_management_queue.task_uuid IS 'Celery任务UUID';
COMMENT ON COLUMN task_management_queue.task_name IS '任务名称';
COMMENT ON COLUMN task_management_queue.task_type IS '任务类型：text_generate, voice_synthesize, image_generate, mixall_render, creation_run';
COMMENT ON COLUMN task_management_queue.task_params IS '任务参数';
COMMENT ON COLUMN task_management_queue.task_status IS '任务状态：pending, running, completed, failed, revoked';
COMMENT ON COLUMN task_management_queue.task_progress IS '进度百分比（0–100）';
COMMENT ON COLUMN task_management_queue.task_result IS '任务结果';
COMMENT ON COLUMN task_management_queue.task_error_message IS '错误信息';
COMMENT ON COLUMN task_management_queue.task_created_user_id IS '创建用户ID';
COMMENT ON COLUMN task_management_queue.task_created_time IS '创建时间（UTC）';
COMMENT ON COLUMN task_management_queue.task_started_time IS '开始时间（UTC）';
COMMENT ON COLUMN task_management_queue.task_completed_time IS '完成时间（UTC）';
COMMENT ON COLUMN task_management_queue.task_retry_count IS '重试次数';
COMMENT ON COLUMN task_management_queue.task_parent_id IS '父任务ID';
COMMENT ON COLUMN task_management_queue.task_lease_id IS '租约ID，仅持有者可写入';
COMMENT ON COLUMN task_management_queue.task_lease_expire_time IS '租约到期时间（UTC），心跳续期';
COMMENT ON COLUMN task_management_queue.task_worker_name IS '执行任务的工作进程';
COMMENT ON COLUMN task_management_queue.task_step_name IS '当前步骤';
COMMENT ON COLUMN task_management_queue.task_remaining_seconds IS '预计剩余时间（秒）';
COMMENT ON COLUMN task_management_queue.task_event_number IS '最新事件序号，事件流续传之用';
COMMENT ON COLUMN task_management_queue.task_not_before_time IS '最早执行时间（UTC），重试退避之用';
COMMENT ON COLUMN task_management_queue.task_attempt_count IS '已执行次数';
COMMENT ON COLUMN task_management_queue.task_idempotency_key IS '幂等键，同一用户内唯一';
COMMENT ON COLUMN task_management_queue.task_params_hash IS '任务参数的SHA-256，核对幂等请求';
COMMENT ON COLUMN task_management_queue.task_error_type IS '错误类型，决定是否重试';
COMMENT ON COLUMN task_management_queue.task_retry_key IS '最近一次人工重试的幂等键';

CREATE TABLE task_management_step (
    step_id SERIAL,
    step_task_id INTEGER NOT NULL,
    step_name VARCHAR(100) NOT NULL,
    step_position INTEGER NOT NULL,
    step_input_hash VARCHAR(64) NOT NULL,
    step_status VARCHAR(20) DEFAULT 'running' NOT NULL,
    step_result JSONB,
    step_started_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    step_completed_time TIMESTAMP,
    CONSTRAINT task_management_step_pkey PRIMARY KEY (step_id),
    CONSTRAINT task_management_step_step_task_id_step_name_key UNIQUE (step_task_id, step_name),
    CONSTRAINT task_management_step_step_status_check CHECK (step_status IN ('running', 'completed', 'failed')),
    CONSTRAINT task_management_step_step_position_check CHECK (step_position >= 0),
    CONSTRAINT task_management_step_step_task_id_fkey FOREIGN KEY (step_task_id) REFERENCES task_management_queue (task_id) ON DELETE CASCADE
);

COMMENT ON TABLE task_management_step IS '任务步骤表：每一步的输入哈希与结果，重试时续做';
COMMENT ON COLUMN task_management_step.step_id IS '步骤ID';
COMMENT ON COLUMN task_management_step.step_task_id IS '所属任务ID';
COMMENT ON COLUMN task_management_step.step_name IS '步骤名称，同一任务内唯一';
COMMENT ON COLUMN task_management_step.step_position IS '顺序，从 0 开始';
COMMENT ON COLUMN task_management_step.step_input_hash IS '输入的SHA-256';
COMMENT ON COLUMN task_management_step.step_status IS '步骤状态：running, completed, failed';
COMMENT ON COLUMN task_management_step.step_result IS '步骤结果';
COMMENT ON COLUMN task_management_step.step_started_time IS '开始时间（UTC）';
COMMENT ON COLUMN task_management_step.step_completed_time IS '完成时间（UTC）';

CREATE TABLE task_management_outbox (
    outbox_id BIGSERIAL,
    outbox_task_id INTEGER NOT NULL,
    outbox_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    outbox_sent_time TIMESTAMP,
    outbox_attempt_count INTEGER DEFAULT 0 NOT NULL,
    CONSTRAINT task_management_outbox_pkey PRIMARY KEY (outbox_id),
    CONSTRAINT task_management_outbox_outbox_attempt_count_check CHECK (outbox_attempt_count >= 0),
    CONSTRAINT task_management_outbox_outbox_task_id_fkey FOREIGN KEY (outbox_task_id) REFERENCES task_management_queue (task_id) ON DELETE CASCADE
);

CREATE INDEX idx_task_management_outbox_task ON task_management_outbox (outbox_task_id);
CREATE INDEX idx_task_management_outbox_unsent ON task_management_outbox (outbox_id) WHERE outbox_sent_time IS NULL;

COMMENT ON TABLE task_management_outbox IS '任务发件箱表：与任务同一事务写入，提交后发送';
COMMENT ON COLUMN task_management_outbox.outbox_id IS '消息ID';
COMMENT ON COLUMN task_management_outbox.outbox_task_id IS '所属任务ID';
COMMENT ON COLUMN task_management_outbox.outbox_created_time IS '创建时间（UTC）';
COMMENT ON COLUMN task_management_outbox.outbox_sent_time IS '发送时间（UTC），空为未发送';
COMMENT ON COLUMN task_management_outbox.outbox_attempt_count IS '发送尝试次数';
