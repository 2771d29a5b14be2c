-- 图像视频模块

CREATE TABLE image_template_basic (
    template_id SERIAL,
    template_name VARCHAR(100) NOT NULL,
    template_description TEXT,
    template_prompt TEXT NOT NULL,
    template_style VARCHAR(100),
    template_params JSONB,
    template_created_user_id INTEGER NOT NULL,
    template_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    template_status VARCHAR(20) DEFAULT 'active',
    template_usage_count INTEGER DEFAULT 0,
    template_platform VARCHAR(50) DEFAULT 'midjourney',
    CONSTRAINT image_template_basic_pkey PRIMARY KEY (template_id),
    CONSTRAINT image_template_basic_template_status_check CHECK (template_status IN ('active', 'inactive')),
    CONSTRAINT image_template_basic_template_platform_check CHECK (template_platform IN ('midjourney', 'dalle', 'stable_diffusion', 'local')),
    CONSTRAINT image_template_basic_template_usage_count_check CHECK (template_usage_count >= 0),
    CONSTRAINT image_template_basic_template_created_user_id_fkey FOREIGN KEY (template_created_user_id) REFERENCES user_auth_basic (user_id)
);

CREATE INDEX idx_image_template_basic_status_type_time ON image_template_basic (template_status, template_platform, template_created_time);
CREATE INDEX idx_image_template_basic_style ON image_template_basic (template_style);
CREATE INDEX idx_image_template_basic_time ON image_template_basic (template_created_time DESC, template_id DESC);
CREATE INDEX idx_image_template_basic_user ON image_template_basic (template_created_user_id);
CREATE INDEX idx_image_template_basic_user_status_time ON image_template_basic (template_created_user_id, template_status, template_created_time DESC, template_id DESC);
CREATE INDEX idx_image_template_basic_user_time ON image_template_basic (template_created_user_id, template_created_time DESC, template_id DESC);

COMMENT ON TABLE image_template_basic IS '图像视频模板表：提示词、风格与生成参数';
COMMENT ON COLUMN image_template_basic.template_id IS '模板ID';
COMMENT ON COLUMN image_template_basic.template_name IS '模板名称';
COMMENT ON COLUMN image_template_basic.template_description IS '模板描述';
COMMENT ON COLUMN image_template_basic.template_prompt IS '模板提示词';
COMMENT ON COLUMN image_template_basic.template_style IS '风格设置';
COMMENT ON COLUMN image_template_basic.template_params IS '生成参数';
COMMENT ON COLUMN image_template_basic.template_created_user_id IS '创建用户ID';
COMMENT ON COLUMN image_template_basic.template_created_time IS '创建时间（UTC）';
COMMENT ON COLUMN image_template_basic.template_status IS '模板状态：active, inactive';
COMMENT ON COLUMN image_template_basic.template_usage_count IS '使用次数';
COMMENT ON COLUMN image_template_basic.template_platform IS '模板平台：midjourney, dalle, stable_diffusion, local';

CREATE TABLE image_content_basic (
    image_id SERIAL,
    image_title VARCHAR(200) NOT NULL,
    image_prompt TEXT NOT NULL,
    image_file_id INTEGER NOT NULL,
    image_type VARCHAR(20) NOT NULL,
    image_width INTEGER,
    image_height INTEGER,
    image_duration NUMERIC(10,2),
    image_format VARCHAR(20),
    image_created_user_id INTEGER NOT NULL,
    image_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    image_updated_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    image_status VARCHAR(20) DEFAULT 'completed',
    image_tags TEXT[],
    image_template_id INTEGER,
    image_seed BIGINT,
    image_style VARCHAR(100),
    image_model_version VARCHAR(50),
    image_deleted_time TIMESTAMP,
    CONSTRAINT image_content_basic_pkey PRIMARY KEY (image_id),
    CONSTRAINT image_content_basic_image_file_id_fkey FOREIGN KEY (image_file_id, image_type) REFERENCES file_storage_basic (file_id, file_type),
    CONSTRAINT image_content_basic_image_type_check CHECK (image_type IN ('image', 'video')),
    CONSTRAINT image_content_basic_image_status_check CHECK (image_status IN ('generating', 'completed', 'failed')),
    CONSTRAINT image_content_basic_image_width_check CHECK (image_width >= 1),
    CONSTRAINT image_content_basic_image_height_check CHECK (image_height >= 1),
    CONSTRAINT image_content_basic_image_duration_check CHECK (image_duration >= 0),
    CONSTRAINT image_content_basic_image_created_user_id_fkey FOREIGN KEY (image_created_user_id) REFERENCES user_auth_basic (user_id),
    CONSTRAINT image_content_basic_image_template_id_fkey FOREIGN KEY (image_template_id) REFERENCES image_template_basic (template_id)
);

CREATE INDEX idx_image_content_basic_file ON image_content_basic (image_file_id, image_type);
CREATE INDEX idx_image_content_basic_status ON image_content_basic (image_status);
CREATE INDEX idx_image_content_basic_status_type_time ON image_content_basic (image_status, image_type, image_created_time);
CREATE INDEX idx_image_content_basic_template ON image_content_basic (image_template_id);
CREATE INDEX idx_image_content_basic_time ON image_content_basic (image_created_time DESC, image_id DESC);
CREATE INDEX idx_image_content_basic_type ON image_content_basic (image_type);
CREATE INDEX idx_image_content_basic_user ON image_content_basic (image_created_user_id);
CREATE INDEX idx_image_content_basic_user_status_time ON image_content_basic (image_created_user_id, image_status, image_created_time DESC, image_id DESC);
CREATE INDEX idx_image_content_basic_user_time ON image_content_basic (image_created_user_id, image_created_time DESC, image_id DESC);

COMMENT ON TABLE image_content_basic IS '图像视频内容表：生成或上传的图像与视频';
COMMENT ON COLUMN image_content_basic.image_id IS '图像/视频ID';
COMMENT ON COLUMN image_content_basic.image_title IS '标题';
COMMENT ON COLUMN image_content_basic.image_prompt IS '生成提示词';
COMMENT ON COLUMN image_content_basic.image_file_id IS '图像/视频文件ID';
COMMENT ON COLUMN image_content_basic.image_type IS '类型：image, video；与文件类型一致';
COMMENT ON COLUMN image_content_basic.image_width IS '宽度（像素）';
COMMENT ON COLUMN image_content_basic.image_height IS '高度（像素）';
COMMENT ON COLUMN image_content_basic.image_duration IS '视频时长(秒)';
COMMENT ON COLUMN image_content_basic.image_format IS '格式：jpg, png, mp4, avi';
COMMENT ON COLUMN image_content_basic.image_created_user_id IS '创建用户ID';
COMMENT ON COLUMN image_content_basic.image_created_time IS '创建时间（UTC）';
COMMENT ON COLUMN image_content_basic.image_updated_time IS '更新时间（UTC）';
COMMENT ON COLUMN image_content_basic.image_status IS '图像状态：generating, completed, failed';
COMMENT ON COLUMN image_content_basic.image_tags IS '标签';
COMMENT ON COLUMN image_content_basic.image_template_id IS '使用的图像模板ID';
COMMENT ON COLUMN image_content_basic.image_seed IS '随机种子';
COMMENT ON COLUMN image_content_basic.image_style IS '风格';
COMMENT ON COLUMN image_content_basic.image_model_version IS '生成所用引擎与版本';
COMMENT ON COLUMN image_content_basic.image_deleted_time IS '删除时间（UTC）';

CREATE TABLE image_analyse_result (
    analyse_id SERIAL,
    image_id INTEGER NOT NULL,
    analyse_type VARCHAR(50) NOT NULL,
    analyse_result JSONB NOT NULL,
    analyse_score NUMERIC(5,2),
    analyse_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    analyse_model_version VARCHAR(50),
    CONSTRAINT image_analyse_result_pkey PRIMARY KEY (analyse_id),
    CONSTRAINT image_analyse_result_analyse_type_check CHECK (analyse_type IN ('quality', 'content', 'style', 'aesthetics')),
    CONSTRAINT image_analyse_result_image_id_fkey FOREIGN KEY (image_id) REFERENCES image_content_basic (image_id)
);

CREATE INDEX idx_image_analyse_result_image ON image_analyse_result (image_id);
CREATE INDEX idx_image_analyse_result_image_time ON image_analyse_result (image_id, analyse_created_time DESC, analyse_id DESC);
CREATE INDEX idx_image_analyse_result_type ON image_analyse_result (analyse_type);

COMMENT ON TABLE image_analyse_result IS '图像视频分析表：质量、内容、风格与美学分析结果';
COMMENT ON COLUMN image_analyse_result.analyse_id IS '分析ID';
COMMENT ON COLUMN image_analyse_result.image_id IS '被分析的图像/视频ID';
COMMENT ON COLUMN image_analyse_result.analyse_type IS '分析类型：quality, content, style, aesthetics';
COMMENT ON COLUMN image_analyse_result.analyse_result IS '分析结果的JSON数据';
COMMENT ON COLUMN image_analyse_result.analyse_score IS '分析评分';
COMMENT ON COLUMN image_analyse_result.analyse_created_time IS '创建时间（UTC）';
COMMENT ON COLUMN image_analyse_result.analyse_model_version IS '分析所用引擎与版本';
