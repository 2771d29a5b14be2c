CREATE TABLE user_auth_basic (
    user_id SERIAL PRIMARY KEY,
    user_name VARCHAR(50) NOT NULL UNIQUE,
    user_email VARCHAR(100) NOT NULL UNIQUE,
    user_phone VARCHAR(20),
    user_password_hash VARCHAR(255) NOT NULL,
    user_status VARCHAR(20) DEFAULT 'active', -- active, inactive, suspended
    user_role VARCHAR(20) DEFAULT 'user', -- user, admin, super_admin
    user_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    user_updated_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    user_last_login_time TIMESTAMP,
    user_profile_avatar VARCHAR(500),
    user_profile_nickname VARCHAR(100)
);

CREATE INDEX idx_user_auth_basic_email ON user_auth_basic(user_email);
CREATE INDEX idx_user_auth_basic_name ON user_auth_basic(user_name);

CREATE TABLE user_auth_session (
    session_id VARCHAR(128) PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES user_auth_basic(user_id),
    session_token_hash VARCHAR(255) NOT NULL,
    session_expire_time TIMESTAMP NOT NULL,
    session_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    session_ip_address INET,
    session_user_agent TEXT
);

CREATE INDEX idx_user_auth_session_user ON user_auth_session(user_id);
CREATE INDEX idx_user_auth_session_expire ON user_auth_session(session_expire_time);

CREATE TABLE file_storage_basic (
    file_id SERIAL PRIMARY KEY,
    file_name VARCHAR(255) NOT NULL,
    file_original_name VARCHAR(255) NOT NULL,
    file_path VARCHAR(1000) NOT NULL,
    file_size BIGINT NOT NULL,
    file_type VARCHAR(100) NOT NULL, -- text, audio, image, video
    file_mime_type VARCHAR(100) NOT NULL,
    file_hash_md5 VARCHAR(32) NOT NULL,
    file_storage_type VARCHAR(50) DEFAULT 'local', -- local, oss, s3
    file_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    file_created_user_id INTEGER REFERENCES user_auth_basic(user_id),
    file_status VARCHAR(20) DEFAULT 'active' -- active, deleted
);

CREATE INDEX idx_file_storage_basic_user ON file_storage_basic(file_created_user_id);
CREATE INDEX idx_file_storage_basic_type ON file_storage_basic(file_type);
CREATE INDEX idx_file_storage_basic_hash ON file_storage_basic(file_hash_md5);

CREATE TABLE text_content_basic (
    text_id SERIAL PRIMARY KEY,
    text_title VARCHAR(200) NOT NULL,
    text_content TEXT NOT NULL,
    text_content_type VARCHAR(50) NOT NULL, -- article, script, prompt, dialogue
    text_language VARCHAR(10) DEFAULT 'zh-CN',
    text_word_count INTEGER,
    text_created_user_id INTEGER NOT NULL REFERENCES user_auth_basic(user_id),
    text_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    text_updated_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    text_status VARCHAR(20) DEFAULT 'draft', -- draft, published, archived
    text_tags TEXT[], -- PostgreSQL数组类型存储标签
    text_template_id INTEGER REFERENCES text_template_basic(template_id)
);

CREATE INDEX idx_text_content_basic_user ON text_content_basic(text_created_user_id);
CREATE INDEX idx_text_content_basic_type ON text_content_basic(text_content_type);
CREATE INDEX idx_text_content_basic_status ON text_content_basic(text_status);

CREATE TABLE text_analyse_result (
    analyse_id SERIAL PRIMARY KEY,
    text_id INTEGER NOT NULL REFERENCES text_content_basic(text_id),
    analyse_type VARCHAR(50) NOT NULL, -- sentiment, keyword, summary, readability
    analyse_result JSONB NOT NULL, -- 存储分析结果的JSON数据
    analyse_score DECIMAL(5,2), -- 分析评分
    analyse_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    analyse_model_version VARCHAR(50)
);

CREATE INDEX idx_text_analyse_result_text ON text_analyse_result(text_id);
CREATE INDEX idx_text_analyse_result_type ON text_analyse_result(analyse_type);

CREATE TABLE text_template_basic (
    template_id SERIAL PRIMARY KEY,
    template_name VARCHAR(100) NOT NULL,
    template_description TEXT,
    template_content TEXT NOT NULL,
    template_type VARCHAR(50) NOT NULL, -- prompt, structure, format
    template_variables JSONB, -- 模板变量定义
    template_created_user_id INTEGER NOT NULL REFERENCES user_auth_basic(user_id),
    template_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    template_status VARCHAR(20) DEFAULT 'active', -- active, inactive
    template_usage_count INTEGER DEFAULT 0
);

CREATE INDEX idx_text_template_basic_user ON text_template_basic(template_created_user_id);
CREATE INDEX idx_text_template_basic_type ON text_template_basic(template_type);

CREATE TABLE voice_timbre_basic (
    timbre_id SERIAL PRIMARY KEY,
    timbre_name VARCHAR(100) NOT NULL, -- 音色名称
    timbre_description TEXT, -- 音色描述
    timbre_source_file_id INTEGER REFERENCES file_storage_basic(file_id), -- 克隆源音频文件
    timbre_platform_id VARCHAR(100), -- 第三方平台音色ID
    timbre_platform VARCHAR(50) DEFAULT 'volcano', -- volcano, azure, openai
    timbre_language VARCHAR(10) DEFAULT 'zh-CN',
    timbre_gender VARCHAR(10), -- male, female, neutral
    timbre_age_range VARCHAR(20), -- young, middle, elder
    timbre_style VARCHAR(50), -- professional, casual, emotional
    timbre_quality_score DECIMAL(5,2), -- 音色质量评分
    timbre_created_user_id INTEGER NOT NULL REFERENCES user_auth_basic(user_id),
    timbre_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    timbre_updated_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    timbre_status VARCHAR(20) DEFAULT 'training', -- training, ready, failed
    timbre_tags TEXT[]
);

CREATE INDEX idx_voice_timbre_basic_user ON voice_timbre_basic(timbre_created_user_id);
CREATE INDEX idx_voice_timbre_basic_platform ON voice_timbre_basic(timbre_platform);
CREATE INDEX idx_voice_timbre_basic_status ON voice_timbre_basic(timbre_status);

CREATE TABLE voice_timbre_clone (
    clone_id SERIAL PRIMARY KEY,
    timbre_id INTEGER NOT NULL REFERENCES voice_timbre_basic(timbre_id),
    clone_source_file_id INTEGER NOT NULL REFERENCES file_storage_basic(file_id),
    clone_source_duration DECIMAL(10,2), -- 源音频时长
    clone_training_params JSONB, -- 训练参数
    clone_progress INTEGER DEFAULT 0, -- 训练进度百分比
    clone_created_user_id INTEGER NOT NULL REFERENCES user_auth_basic(user_id),
    clone_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    clone_completed_time TIMESTAMP,
    clone_status VARCHAR(20) DEFAULT 'pending', -- pending, training, completed, failed
    clone_error_message TEXT
);

CREATE INDEX idx_voice_timbre_clone_timbre ON voice_timbre_clone(timbre_id);
CREATE INDEX idx_voice_timbre_clone_user ON voice_timbre_clone(clone_created_user_id);
CREATE INDEX idx_voice_timbre_clone_status ON voice_timbre_clone(clone_status);

CREATE TABLE voice_timbre_template (
    template_id SERIAL PRIMARY KEY,
    template_name VARCHAR(100) NOT NULL,
    template_description TEXT,
    template_timbre_id INTEGER REFERENCES voice_timbre_basic(timbre_id),
    template_clone_params JSONB, -- 克隆参数配置
    template_quality_requirements JSONB, -- 质量要求
    template_created_user_id INTEGER NOT NULL REFERENCES user_auth_basic(user_id),
    template_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    template_status VARCHAR(20) DEFAULT 'active',
    template_usage_count INTEGER DEFAULT 0
);

CREATE INDEX idx_voice_timbre_template_user ON voice_timbre_template(template_created_user_id);
CREATE INDEX idx_voice_timbre_template_timbre ON voice_timbre_template(template_timbre_id);

CREATE TABLE voice_audio_basic (
    audio_id SERIAL PRIMARY KEY,
    audio_title VARCHAR(200) NOT NULL,
    audio_text_content TEXT NOT NULL, -- 原始文本
    audio_file_id INTEGER NOT NULL REFERENCES file_storage_basic(file_id),
    audio_duration DECIMAL(10,2), -- 音频时长(秒)
    audio_timbre_id INTEGER REFERENCES voice_timbre_basic(timbre_id), -- 使用的音色
    audio_language VARCHAR(10) DEFAULT 'zh-CN',
    audio_speed DECIMAL(3,2) DEFAULT 1.0, -- 语速倍率
    audio_pitch DECIMAL(3,2) DEFAULT 1.0, -- 音调
    audio_volume DECIMAL(3,2) DEFAULT 1.0, -- 音量
    audio_created_user_id INTEGER NOT NULL REFERENCES user_auth_basic(user_id),
    audio_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    audio_updated_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    audio_status VARCHAR(20) DEFAULT 'completed', -- generating, completed, failed
    audio_tags TEXT[],
    audio_template_id INTEGER REFERENCES voice_audio_template(template_id)
);

CREATE INDEX idx_voice_audio_basic_user ON voice_audio_basic(audio_created_user_id);
CREATE INDEX idx_voice_audio_basic_timbre ON voice_audio_basic(audio_timbre_id);
CREATE INDEX idx_voice_audio_basic_status ON voice_audio_basic(audio_status);

CREATE TABLE voice_audio_analyse (
    analyse_id SERIAL PRIMARY KEY,
    audio_id INTEGER NOT NULL REFERENCES voice_audio_basic(audio_id),
    analyse_type VARCHAR(50) NOT NULL, -- quality, emotion, clarity, noise, similarity
    analyse_result JSONB NOT NULL,
    analyse_score DECIMAL(5,2),
    analyse_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    analyse_model_version VARCHAR(50)
);

CREATE INDEX idx_voice_audio_analyse_audio ON voice_audio_analyse(audio_id);
CREATE INDEX idx_voice_audio_analyse_type ON voice_audio_analyse(analyse_type);

CREATE TABLE voice_audio_template (
    template_id SERIAL PRIMARY KEY,
    template_name VARCHAR(100) NOT NULL,
    template_description TEXT,
    template_timbre_id INTEGER REFERENCES voice_timbre_basic(timbre_id),
    template_synthesis_params JSONB, -- 合成参数配置
    template_post_processing JSONB, -- 后处理参数
    template_created_user_id INTEGER NOT NULL REFERENCES user_auth_basic(user_id),
    template_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    template_status VARCHAR(20) DEFAULT 'active',
    template_usage_count INTEGER DEFAULT 0
);

CREATE INDEX idx_voice_audio_template_user ON voice_audio_template(template_created_user_id);
CREATE INDEX idx_voice_audio_template_timbre ON voice_audio_template(template_timbre_id);

CREATE TABLE image_content_basic (
    image_id SERIAL PRIMARY KEY,
    image_title VARCHAR(200) NOT NULL,
    image_prompt TEXT NOT NULL, -- 生成提示词
    image_file_id INTEGER NOT NULL REFERENCES file_storage_basic(file_id),
    image_type VARCHAR(20) NOT NULL, -- image, video
    image_width INTEGER,
    image_height INTEGER,
    image_duration DECIMAL(10,2), -- 视频时长(秒)
    image_format VARCHAR(20), -- jpg, png, mp4, avi
    image_created_user_id INTEGER NOT NULL REFERENCES user_auth_basic(user_id),
    image_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    image_updated_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    image_status VARCHAR(20) DEFAULT 'completed', -- generating, completed, failed
    image_tags TEXT[],
    image_template_id INTEGER REFERENCES image_template_basic(template_id)
);

CREATE INDEX idx_image_content_basic_user ON image_content_basic(image_created_user_id);
CREATE INDEX idx_image_content_basic_type ON image_content_basic(image_type);
CREATE INDEX idx_image_content_basic_status ON image_content_basic(image_status);

CREATE TABLE image_analyse_result (
    analyse_id SERIAL PRIMARY KEY,
    image_id INTEGER NOT NULL REFERENCES image_content_basic(image_id),
    analyse_type VARCHAR(50) NOT NULL, -- quality, content, style, aesthetics
    analyse_result JSONB NOT NULL,
    analyse_score DECIMAL(5,2),
    analyse_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    analyse_model_version VARCHAR(50)
);

CREATE INDEX idx_image_analyse_result_image ON image_analyse_result(image_id);
CREATE INDEX idx_image_analyse_result_type ON image_analyse_result(analyse_type);

CREATE TABLE image_template_basic (
    template_id SERIAL PRIMARY KEY,
    template_name VARCHAR(100) NOT NULL,
    template_description TEXT,
    template_prompt TEXT NOT NULL, -- 模板提示词
    template_style VARCHAR(100), -- 风格设置
    template_params JSONB, -- 生成参数
    template_created_user_id INTEGER NOT NULL REFERENCES user_auth_basic(user_id),
    template_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    template_status VARCHAR(20) DEFAULT 'active',
    template_usage_count INTEGER DEFAULT 0,
    template_platform VARCHAR(50) DEFAULT 'midjourney' -- midjourney, dalle, stable_diffusion
);

CREATE INDEX idx_image_template_basic_user ON image_template_basic(template_created_user_id);
CREATE INDEX idx_image_template_basic_style ON image_template_basic(template_style);

CREATE TABLE mixall_content_basic (
    mixall_id SERIAL PRIMARY KEY,
    mixall_title VARCHAR(200) NOT NULL,
    mixall_description TEXT,
    mixall_type VARCHAR(50) NOT NULL, -- video_with_voice, presentation, story
    mixall_text_id INTEGER REFERENCES text_content_basic(text_id),
    mixall_audio_id INTEGER REFERENCES voice_audio_basic(audio_id),
    mixall_image_ids INTEGER[], -- 关联的图像/视频ID数组
    mixall_final_file_id INTEGER REFERENCES file_storage_basic(file_id),
    mixall_created_user_id INTEGER NOT NULL REFERENCES user_auth_basic(user_id),
    mixall_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    mixall_updated_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    mixall_status VARCHAR(20) DEFAULT 'draft', -- draft, processing, completed, failed
    mixall_tags TEXT[]
);

CREATE INDEX idx_mixall_content_basic_user ON mixall_content_basic(mixall_created_user_id);
CREATE INDEX idx_mixall_content_basic_type ON mixall_content_basic(mixall_type);
CREATE INDEX idx_mixall_content_basic_status ON mixall_content_basic(mixall_status);

CREATE TABLE task_management_queue (
    task_id SERIAL PRIMARY KEY,
    task_uuid VARCHAR(36) NOT NULL UNIQUE, -- Celery任务UUID
    task_name VARCHAR(100) NOT NULL,
    task_type VARCHAR(50) NOT NULL, -- text_generate, voice_synthesize, image_generate
    task_params JSONB NOT NULL,
    task_status VARCHAR(20) DEFAULT 'pending', -- pending, running, completed, failed, revoked
    task_progress INTEGER DEFAULT 0, -- 进度百分比
    task_result JSONB, -- 任务结果
    task_error_message TEXT, -- 错误信息
    task_created_user_id INTEGER NOT NULL REFERENCES user_auth_basic(user_id),
    task_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    task_started_time TIMESTAMP,
    task_completed_time TIMESTAMP,
    task_retry_count INTEGER DEFAULT 0
);

CREATE INDEX idx_task_management_queue_uuid ON task_management_queue(task_uuid);
CREATE INDEX idx_task_management_queue_user ON task_management_queue(task_created_user_id);
CREATE INDEX idx_task_management_queue_status ON task_management_queue(task_status);
CREATE INDEX idx_task_management_queue_type ON task_management_queue(task_type);

CREATE TABLE platform_integration_config (
    config_id SERIAL PRIMARY KEY,
    platform_name VARCHAR(50) NOT NULL, -- douyin, weixin, weibo
    platform_app_id VARCHAR(100) NOT NULL,
    platform_app_secret VARCHAR(255) NOT NULL,
    platform_access_token VARCHAR(500),
    platform_refresh_token VARCHAR(500),
    platform_token_expire_time TIMESTAMP,
    platform_created_user_id INTEGER NOT NULL REFERENCES user_auth_basic(user_id),
    platform_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    platform_updated_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    platform_status VARCHAR(20) DEFAULT 'active' -- active, inactive, expired
);

CREATE INDEX idx_platform_integration_config_user ON platform_integration_config(platform_created_user_id);
CREATE INDEX idx_platform_integration_config_platform ON platform_integration_config(platform_name);

CREATE TABLE platform_publish_record (
    publish_id SERIAL PRIMARY KEY,
    platform_name VARCHAR(50) NOT NULL,
    content_type VARCHAR(50) NOT NULL, -- text, voice, image, mixall
    content_id INTEGER NOT NULL, -- 关联的内容ID
    platform_post_id VARCHAR(100), -- 平台返回的发布ID
    publish_title VARCHAR(200),
    publish_description TEXT,
    publish_status VARCHAR(20) DEFAULT 'pending', -- pending, published, failed
    publish_error_message TEXT,
    publish_created_user_id INTEGER NOT NULL REFERENCES user_auth_basic(user_id),
    publish_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    publish_updated_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);

CREATE INDEX idx_platform_publish_record_user ON platform_publish_record(publish_created_user_id);
CREATE INDEX idx_platform_publish_record_platform ON platform_publish_record(platform_name);
CREATE INDEX idx_platform_publish_record_content ON platform_publish_record(content_type, content_id);

CREATE TABLE system_usage_statistics (
    stat_id SERIAL PRIMARY KEY,
    stat_date DATE NOT NULL,
    stat_user_id INTEGER REFERENCES user_auth_basic(user_id),
    stat_api_calls_text INTEGER DEFAULT 0,
    stat_api_calls_voice INTEGER DEFAULT 0,
    stat_api_calls_image INTEGER DEFAULT 0,
    stat_storage_used_bytes BIGINT DEFAULT 0,
    stat_processing_time_seconds DECIMAL(10,2) DEFAULT 0,
    stat_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    stat_updated_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);

CREATE UNIQUE INDEX idx_system_usage_statistics_user_date ON system_usage_statistics(stat_user_id, stat_date);
CREATE INDEX idx_system_usage_statistics_date ON system_usage_statistics(stat_date);
