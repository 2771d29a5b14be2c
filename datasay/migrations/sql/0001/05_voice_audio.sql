-- 音频管理模块

CREATE TABLE voice_audio_template (
    template_id SERIAL,
    template_name VARCHAR(100) NOT NULL,
    template_description TEXT,
    template_timbre_id INTEGER,
    template_synthesis_params JSONB,
    template_post_processing JSONB,
    template_created_user_id INTEGER NOT NULL,
    template_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    template_status VARCHAR(20) DEFAULT 'active',
    template_usage_count INTEGER DEFAULT 0,
    CONSTRAINT voice_audio_template_pkey PRIMARY KEY (template_id),
    CONSTRAINT voice_audio_template_template_status_check CHECK (template_status IN ('active', 'inactive')),
    CONSTRAINT voice_audio_template_template_usage_count_check CHECK (template_usage_count >= 0),
    CONSTRAINT voice_audio_template_template_timbre_id_fkey FOREIGN KEY (template_timbre_id) REFERENCES voice_timbre_basic (timbre_id),
    CONSTRAINT voice_audio_template_template_created_user_id_fkey FOREIGN KEY (template_created_user_id) REFERENCES user_auth_basic (user_id)
);

CREATE INDEX idx_voice_audio_template_status_time ON voice_audio_template (template_status, template_created_time);
CREATE INDEX idx_voice_audio_template_timbre ON voice_audio_template (template_timbre_id);
CREATE INDEX idx_voice_audio_template_time ON voice_audio_template (template_created_time DESC, template_id DESC);
CREATE INDEX idx_voice_audio_template_user ON voice_audio_template (template_created_user_id);
CREATE INDEX idx_voice_audio_template_user_status_time ON voice_audio_template (template_created_user_id, template_status, template_created_time DESC, template_id DESC);
CREATE INDEX idx_voice_audio_template_user_time ON voice_audio_template (template_created_user_id, template_created_time DESC, template_id DESC);

COMMENT ON TABLE voice_audio_template IS '音频模板表：合成参数与后处理';
COMMENT ON COLUMN voice_audio_template.template_id IS '模板ID';
COMMENT ON COLUMN voice_audio_template.template_name IS '模板名称';
COMMENT ON COLUMN voice_audio_template.template_description IS '模板描述';
COMMENT ON COLUMN voice_audio_template.template_timbre_id IS '使用的音色ID';
COMMENT ON COLUMN voice_audio_template.template_synthesis_params IS '合成参数配置';
COMMENT ON COLUMN voice_audio_template.template_post_processing IS '后处理参数';
COMMENT ON COLUMN voice_audio_template.template_created_user_id IS '创建用户ID';
COMMENT ON COLUMN voice_audio_template.template_created_time IS '创建时间（UTC）';
COMMENT ON COLUMN voice_audio_template.template_status IS '模板状态：active, inactive';
COMMENT ON COLUMN voice_audio_template.template_usage_count IS '使用次数';

CREATE TABLE voice_audio_basic (
    audio_id SERIAL,
    audio_title VARCHAR(200) NOT NULL,
    audio_text_content TEXT NOT NULL,
    audio_file_id INTEGER NOT NULL,
    audio_duration NUMERIC(10,2),
    audio_timbre_id INTEGER,
    audio_language VARCHAR(10) DEFAULT 'zh-CN',
    audio_speed NUMERIC(3,2) DEFAULT 1.0,
    audio_pitch NUMERIC(3,2) DEFAULT 1.0,
    audio_volume NUMERIC(3,2) DEFAULT 1.0,
    audio_created_user_id INTEGER NOT NULL,
    audio_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    audio_updated_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    audio_status VARCHAR(20) DEFAULT 'completed',
    audio_tags TEXT[],
    audio_template_id INTEGER,
    audio_file_type VARCHAR(100) GENERATED ALWAYS AS ('audio'::character varying) STORED,
    audio_timings JSONB,
    audio_loudness NUMERIC(6,2),
    audio_model_version VARCHAR(50),
    audio_text_id INTEGER,
    audio_deleted_time TIMESTAMP,
    CONSTRAINT voice_audio_basic_pkey PRIMARY KEY (audio_id),
    CONSTRAINT voice_audio_basic_audio_file_id_fkey FOREIGN KEY (audio_file_id, audio_file_type) REFERENCES file_storage_basic (file_id, file_type),
    CONSTRAINT voice_audio_basic_audio_status_check CHECK (audio_status IN ('generating', 'completed', 'failed')),
    CONSTRAINT voice_audio_basic_audio_speed_check CHECK (audio_speed BETWEEN 0.25 AND 4),
    CONSTRAINT voice_audio_basic_audio_pitch_check CHECK (audio_pitch BETWEEN 0.25 AND 4),
    CONSTRAINT voice_audio_basic_audio_volume_check CHECK (audio_volume BETWEEN 0 AND 4),
    CONSTRAINT voice_audio_basic_audio_duration_check CHECK (audio_duration >= 0),
    CONSTRAINT voice_audio_basic_audio_timbre_id_fkey FOREIGN KEY (audio_timbre_id) REFERENCES voice_timbre_basic (timbre_id),
    CONSTRAINT voice_audio_basic_audio_created_user_id_fkey FOREIGN KEY (audio_created_user_id) REFERENCES user_auth_basic (user_id),
    CONSTRAINT voice_audio_basic_audio_template_id_fkey FOREIGN KEY (audio_template_id) REFERENCES voice_audio_template (template_id),
    CONSTRAINT voice_audio_basic_audio_text_id_fkey FOREIGN KEY (audio_text_id) REFERENCES text_content_basic (text_id)
);

CREATE INDEX idx_voice_audio_basic_file ON voice_audio_basic (audio_file_id, audio_file_type);
CREATE INDEX idx_voice_audio_basic_status ON voice_audio_basic (audio_status);
CREATE INDEX idx_voice_audio_basic_status_time ON voice_audio_basic (audio_status, audio_created_time);
CREATE INDEX idx_voice_audio_basic_template ON voice_audio_basic (audio_template_id);
CREATE INDEX idx_voice_audio_basic_text ON voice_audio_basic (audio_text_id);
CREATE INDEX idx_voice_audio_basic_timbre ON voice_audio_basic (audio_timbre_id);
CREATE INDEX idx_voice_audio_basic_time ON voice_audio_basic (audio_created_time DESC, audio_id DESC);
CREATE INDEX idx_voice_audio_basic_user ON voice_audio_basic (audio_created_user_id);
CREATE INDEX idx_voice_audio_basic_user_status_time ON voice_audio_basic (audio_created_user_id, audio_status, audio_created_time DESC, audio_id DESC);
CREATE INDEX idx_voice_audio_basic_user_time ON voice_audio_basic (audio_created_user_id, audio_created_time DESC, audio_id DESC);

COMMENT ON TABLE voice_audio_basic IS '音频内容表：由文本合成的语音';
COMMENT ON COLUMN voice_audio_basic.audio_id IS '音频ID';
COMMENT ON COLUMN voice_audio_basic.audio_title IS '音频标题';
COMMENT ON COLUMN voice_audio_basic.audio_text_content IS '原始文本';
COMMENT ON COLUMN voice_audio_basic.audio_file_id IS '音频文件ID';
COMMENT ON COLUMN voice_audio_basic.audio_duration IS '音频时长(秒)';
COMMENT ON COLUMN voice_audio_basic.audio_timbre_id IS '使用的音色ID';
COMMENT ON COLUMN voice_audio_basic.audio_language IS '语言代码';
COMMENT ON COLUMN voice_audio_basic.audio_speed IS '语速倍率，1.0 为正常';
COMMENT ON COLUMN voice_audio_basic.audio_pitch IS '音调倍率，1.0 为正常';
COMMENT ON COLUMN voice_audio_basic.audio_volume IS '音量倍率，1.0 为正常';
COMMENT ON COLUMN voice_audio_basic.audio_created_user_id IS '创建用户ID';
COMMENT ON COLUMN voice_audio_basic.audio_created_time IS '创建时间（UTC）';
COMMENT ON COLUMN voice_audio_basic.audio_updated_time IS '更新时间（UTC）';
COMMENT ON COLUMN voice_audio_basic.audio_status IS '音频状态：generating, completed, failed';
COMMENT ON COLUMN voice_audio_basic.audio_tags IS '标签';
COMMENT ON COLUMN voice_audio_basic.audio_template_id IS '使用的音频模板ID';
COMMENT ON COLUMN voice_audio_basic.audio_file_type IS '文件类型，恒为 audio';
COMMENT ON COLUMN voice_audio_basic.audio_timings IS '逐句逐词的实测起止时间（秒）';
COMMENT ON COLUMN voice_audio_basic.audio_loudness IS '综合响度（LUFS）';
COMMENT ON COLUMN voice_audio_basic.audio_model_version IS '合成所用引擎与版本';
COMMENT ON COLUMN voice_audio_basic.audio_text_id IS '来源文本ID';
COMMENT ON COLUMN voice_audio_basic.audio_deleted_time IS '删除时间（UTC）';

CREATE TABLE voice_audio_analyse (
    analyse_id SERIAL,
    audio_id INTEGER NOT NULL,
    analyse_type VARCHAR(50) NOT NULL,
    analyse_result JSONB NOT NULL,
    analyse_score NUMERIC(5,2),
    analyse_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    analyse_model_version VARCHAR(50),
    CONSTRAINT voice_audio_analyse_pkey PRIMARY KEY (analyse_id),
    CONSTRAINT voice_audio_analyse_analyse_type_check CHECK (analyse_type IN ('quality', 'emotion', 'clarity', 'noise', 'similarity')),
    CONSTRAINT voice_audio_analyse_audio_id_fkey FOREIGN KEY (audio_id) REFERENCES voice_audio_basic (audio_id)
);

CREATE INDEX idx_voice_audio_analyse_audio ON voice_audio_analyse (audio_id);
CREATE INDEX idx_voice_audio_analyse_audio_time ON voice_audio_analyse (audio_id, analyse_created_time DESC, analyse_id DESC);
CREATE INDEX idx_voice_audio_analyse_type ON voice_audio_analyse (analyse_type);

COMMENT ON TABLE voice_audio_analyse IS '音频分析表：质量、情感、清晰度、噪声与相似度分析结果';
COMMENT ON COLUMN voice_audio_analyse.analyse_id IS '分析ID';
COMMENT ON COLUMN voice_audio_analyse.audio_id IS '被分析的音频ID';
COMMENT ON COLUMN voice_audio_analyse.analyse_type IS '分析类型：quality, emotion, clarity, noise, similarity';
COMMENT ON COLUMN voice_audio_analyse.analyse_result IS '分析结果的JSON数据';
COMMENT ON COLUMN voice_audio_analyse.analyse_score IS '分析评分';
COMMENT ON COLUMN voice_audio_analyse.analyse_created_time IS '创建时间（UTC）';
COMMENT ON COLUMN voice_audio_analyse.analyse_model_version IS '分析所用引擎与版本';
