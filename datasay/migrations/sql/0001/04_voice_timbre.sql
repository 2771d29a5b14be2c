-- 音色管理模块

CREATE TABLE voice_timbre_basic (
    timbre_id SERIAL,
    timbre_name VARCHAR(100) NOT NULL,
    timbre_description TEXT,
    timbre_source_file_id INTEGER,
    timbre_platform_id VARCHAR(100),
    timbre_platform VARCHAR(50) DEFAULT 'volcano',
    timbre_language VARCHAR(10) DEFAULT 'zh-CN',
    timbre_gender VARCHAR(10),
    timbre_age_range VARCHAR(20),
    timbre_style VARCHAR(50),
    timbre_quality_score NUMERIC(5,2),
    timbre_created_user_id INTEGER NOT NULL,
    timbre_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    timbre_updated_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    timbre_status VARCHAR(20) DEFAULT 'training',
    timbre_tags TEXT[],
    timbre_source_file_type VARCHAR(100) GENERATED ALWAYS AS ('audio'::character varying) STORED,
    timbre_visibility VARCHAR(20) DEFAULT 'private' NOT NULL,
    timbre_deleted_time TIMESTAMP,
    CONSTRAINT voice_timbre_basic_pkey PRIMARY KEY (timbre_id),
    CONSTRAINT voice_timbre_basic_timbre_source_file_id_fkey FOREIGN KEY (timbre_source_file_id, timbre_source_file_type) REFERENCES file_storage_basic (file_id, file_type),
    CONSTRAINT voice_timbre_basic_timbre_platform_check CHECK (timbre_platform IN ('volcano', 'azure', 'openai', 'local', 'sherpa')),
    CONSTRAINT voice_timbre_basic_timbre_gender_check CHECK (timbre_gender IN ('male', 'female', 'neutral')),
    CONSTRAINT voice_timbre_basic_timbre_age_range_check CHECK (timbre_age_range IN ('young', 'middle', 'elder')),
    CONSTRAINT voice_timbre_basic_timbre_status_check CHECK (timbre_status IN ('training', 'ready', 'failed')),
    CONSTRAINT voice_timbre_basic_timbre_visibility_check CHECK (timbre_visibility IN ('private', 'shared')),
    CONSTRAINT voice_timbre_basic_timbre_quality_score_check CHECK (timbre_quality_score BETWEEN 0 AND 100),
    CONSTRAINT voice_timbre_basic_timbre_created_user_id_fkey FOREIGN KEY (timbre_created_user_id) REFERENCES user_auth_basic (user_id)
);

CREATE INDEX idx_voice_timbre_basic_platform ON voice_timbre_basic (timbre_platform);
CREATE UNIQUE INDEX idx_voice_timbre_basic_shared ON voice_timbre_basic (timbre_platform, timbre_platform_id) WHERE timbre_visibility = 'shared';
CREATE INDEX idx_voice_timbre_basic_source_file ON voice_timbre_basic (timbre_source_file_id, timbre_source_file_type);
CREATE INDEX idx_voice_timbre_basic_status ON voice_timbre_basic (timbre_status);
CREATE INDEX idx_voice_timbre_basic_status_type_time ON voice_timbre_basic (timbre_status, timbre_platform, timbre_created_time);
CREATE INDEX idx_voice_timbre_basic_time ON voice_timbre_basic (timbre_created_time DESC, timbre_id DESC);
CREATE INDEX idx_voice_timbre_basic_user ON voice_timbre_basic (timbre_created_user_id);
CREATE INDEX idx_voice_timbre_basic_user_status_time ON voice_timbre_basic (timbre_created_user_id, timbre_status, timbre_created_time DESC, timbre_id DESC);
CREATE INDEX idx_voice_timbre_basic_user_time ON voice_timbre_basic (timbre_created_user_id, timbre_created_time DESC, timbre_id DESC);

COMMENT ON TABLE voice_timbre_basic IS '音色基础表：内置、平台与克隆音色';
COMMENT ON COLUMN voice_timbre_basic.timbre_id IS '音色ID';
COMMENT ON COLUMN voice_timbre_basic.timbre_name IS '音色名称';
COMMENT ON COLUMN voice_timbre_basic.timbre_description IS '音色描述';
COMMENT ON COLUMN voice_timbre_basic.timbre_source_file_id IS '克隆源音频文件ID';
COMMENT ON COLUMN voice_timbre_basic.timbre_platform_id IS '第三方平台音色ID';
COMMENT ON COLUMN voice_timbre_basic.timbre_platform IS '音色平台：volcano, azure, openai, local, sherpa';
COMMENT ON COLUMN voice_timbre_basic.timbre_language IS '语言代码';
COMMENT ON COLUMN voice_timbre_basic.timbre_gender IS '性别：male, female, neutral';
COMMENT ON COLUMN voice_timbre_basic.timbre_age_range IS '年龄段：young, middle, elder';
COMMENT ON COLUMN voice_timbre_basic.timbre_style IS '风格：professional, casual, emotional';
COMMENT ON COLUMN voice_timbre_basic.timbre_quality_score IS '音色质量评分（0–100）';
COMMENT ON COLUMN voice_timbre_basic.timbre_created_user_id IS '创建用户ID';
COMMENT ON COLUMN voice_timbre_basic.timbre_created_time IS '创建时间（UTC）';
COMMENT ON COLUMN voice_timbre_basic.timbre_updated_time IS '更新时间（UTC）';
COMMENT ON COLUMN voice_timbre_basic.timbre_status IS '音色状态：training, ready, failed';
COMMENT ON COLUMN voice_timbre_basic.timbre_tags IS '标签';
COMMENT ON COLUMN voice_timbre_basic.timbre_source_file_type IS '克隆源文件类型，恒为 audio';
COMMENT ON COLUMN voice_timbre_basic.timbre_visibility IS '可见范围：private, shared';
COMMENT ON COLUMN voice_timbre_basic.timbre_deleted_time IS '删除时间（UTC）';

CREATE TABLE voice_timbre_clone (
    clone_id SERIAL,
    timbre_id INTEGER NOT NULL,
    clone_source_file_id INTEGER NOT NULL,
    clone_source_duration NUMERIC(10,2),
    clone_training_params JSONB,
    clone_progress INTEGER DEFAULT 0,
    clone_created_user_id INTEGER NOT NULL,
    clone_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    clone_completed_time TIMESTAMP,
    clone_status VARCHAR(20) DEFAULT 'pending',
    clone_error_message TEXT,
    clone_source_file_type VARCHAR(100) GENERATED ALWAYS AS ('audio'::character varying) STORED,
    CONSTRAINT voice_timbre_clone_pkey PRIMARY KEY (clone_id),
    CONSTRAINT voice_timbre_clone_clone_source_file_id_fkey FOREIGN KEY (clone_source_file_id, clone_source_file_type) REFERENCES file_storage_basic (file_id, file_type),
    CONSTRAINT voice_timbre_clone_clone_status_check CHECK (clone_status IN ('pending', 'training', 'completed', 'failed')),
    CONSTRAINT voice_timbre_clone_clone_progress_check CHECK (clone_progress BETWEEN 0 AND 100),
    CONSTRAINT voice_timbre_clone_clone_source_duration_check CHECK (clone_source_duration >= 0),
    CONSTRAINT voice_timbre_clone_timbre_id_fkey FOREIGN KEY (timbre_id) REFERENCES voice_timbre_basic (timbre_id),
    CONSTRAINT voice_timbre_clone_clone_created_user_id_fkey FOREIGN KEY (clone_created_user_id) REFERENCES user_auth_basic (user_id)
);

CREATE INDEX idx_voice_timbre_clone_source_file ON voice_timbre_clone (clone_source_file_id, clone_source_file_type);
CREATE INDEX idx_voice_timbre_clone_status ON voice_timbre_clone (clone_status);
CREATE INDEX idx_voice_timbre_clone_status_time ON voice_timbre_clone (clone_status, clone_created_time);
CREATE INDEX idx_voice_timbre_clone_timbre ON voice_timbre_clone (timbre_id);
CREATE INDEX idx_voice_timbre_clone_time ON voice_timbre_clone (clone_created_time DESC, clone_id DESC);
CREATE INDEX idx_voice_timbre_clone_user ON voice_timbre_clone (clone_created_user_id);
CREATE INDEX idx_voice_timbre_clone_user_status_time ON voice_timbre_clone (clone_created_user_id, clone_status, clone_created_time DESC, clone_id DESC);
CREATE INDEX idx_voice_timbre_clone_user_time ON voice_timbre_clone (clone_created_user_id, clone_created_time DESC, clone_id DESC);

COMMENT ON TABLE voice_timbre_clone IS '音色克隆记录表：每次克隆训练的来源、参数与结果';
COMMENT ON COLUMN voice_timbre_clone.clone_id IS '克隆记录ID';
COMMENT ON COLUMN voice_timbre_clone.timbre_id IS '克隆得到的音色ID';
COMMENT ON COLUMN voice_timbre_clone.clone_source_file_id IS '源音频文件ID';
COMMENT ON COLUMN voice_timbre_clone.clone_source_duration IS '源音频时长（秒）';
COMMENT ON COLUMN voice_timbre_clone.clone_training_params IS '训练参数';
COMMENT ON COLUMN voice_timbre_clone.clone_progress IS '训练进度百分比（0–100）';
COMMENT ON COLUMN voice_timbre_clone.clone_created_user_id IS '创建用户ID';
COMMENT ON COLUMN voice_timbre_clone.clone_created_time IS '创建时间（UTC）';
COMMENT ON COLUMN voice_timbre_clone.clone_completed_time IS '完成时间（UTC）';
COMMENT ON COLUMN voice_timbre_clone.clone_status IS '克隆状态：pending, training, completed, failed';
COMMENT ON COLUMN voice_timbre_clone.clone_error_message IS '错误信息';
COMMENT ON COLUMN voice_timbre_clone.clone_source_file_type IS '源文件类型，恒为 audio';

CREATE TABLE voice_timbre_template (
    template_id SERIAL,
    template_name VARCHAR(100) NOT NULL,
    template_description TEXT,
    template_timbre_id INTEGER,
    template_clone_params JSONB,
    template_quality_requirements JSONB,
    template_created_user_id INTEGER NOT NULL,
    template_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    template_status VARCHAR(20) DEFAULT 'active',
    template_usage_count INTEGER DEFAULT 0,
    CONSTRAINT voice_timbre_template_pkey PRIMARY KEY (template_id),
    CONSTRAINT voice_timbre_template_template_status_check CHECK (template_status IN ('active', 'inactive')),
    CONSTRAINT voice_timbre_template_template_usage_count_check CHECK (template_usage_count >= 0),
    CONSTRAINT voice_timbre_template_template_timbre_id_fkey FOREIGN KEY (template_timbre_id) REFERENCES voice_timbre_basic (timbre_id),
    CONSTRAINT voice_timbre_template_template_created_user_id_fkey FOREIGN KEY (template_created_user_id) REFERENCES user_auth_basic (user_id)
);

CREATE INDEX idx_voice_timbre_template_status_time ON voice_timbre_template (template_status, template_created_time);
CREATE INDEX idx_voice_timbre_template_timbre ON voice_timbre_template (template_timbre_id);
CREATE INDEX idx_voice_timbre_template_time ON voice_timbre_template (template_created_time DESC, template_id DESC);
CREATE INDEX idx_voice_timbre_template_user ON voice_timbre_template (template_created_user_id);
CREATE INDEX idx_voice_timbre_template_user_status_time ON voice_timbre_template (template_created_user_id, template_status, template_created_time DESC, template_id DESC);
CREATE INDEX idx_voice_timbre_template_user_time ON voice_timbre_template (template_created_user_id, template_created_time DESC, template_id DESC);

COMMENT ON TABLE voice_timbre_template IS '音色模板表：克隆参数与质量要求';
COMMENT ON COLUMN voice_timbre_template.template_id IS '模板ID';
COMMENT ON COLUMN voice_timbre_template.template_name IS '模板名称';
COMMENT ON COLUMN voice_timbre_template.template_description IS '模板描述';
COMMENT ON COLUMN voice_timbre_template.template_timbre_id IS '关联的音色ID';
COMMENT ON COLUMN voice_timbre_template.template_clone_params IS '克隆参数配置';
COMMENT ON COLUMN voice_timbre_template.template_quality_requirements IS '质量要求';
COMMENT ON COLUMN voice_timbre_template.template_created_user_id IS '创建用户ID';
COMMENT ON COLUMN voice_timbre_template.template_created_time IS '创建时间（UTC）';
COMMENT ON COLUMN voice_timbre_template.template_status IS '模板状态：active, inactive';
COMMENT ON COLUMN voice_timbre_template.template_usage_count IS '使用次数';
