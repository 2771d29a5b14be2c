-- 文本内容模块

CREATE TABLE text_template_basic (
    template_id SERIAL,
    template_name VARCHAR(100) NOT NULL,
    template_description TEXT,
    template_content TEXT NOT NULL,
    template_type VARCHAR(50) NOT NULL,
    template_variables JSONB,
    template_created_user_id INTEGER NOT NULL,
    template_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    template_status VARCHAR(20) DEFAULT 'active',
    template_usage_count INTEGER DEFAULT 0,
    CONSTRAINT text_template_basic_pkey PRIMARY KEY (template_id),
    CONSTRAINT text_template_basic_template_type_check CHECK (template_type IN ('prompt', 'structure', 'format')),
    CONSTRAINT text_template_basic_template_status_check CHECK (template_status IN ('active', 'inactive')),
    CONSTRAINT text_template_basic_template_usage_count_check CHECK (template_usage_count >= 0),
    CONSTRAINT text_template_basic_template_created_user_id_fkey FOREIGN KEY (template_created_user_id) REFERENCES user_auth_basic (user_id)
);

CREATE INDEX idx_text_template_basic_status_type_time ON text_template_basic (template_status, template_type, template_created_time);
CREATE INDEX idx_text_template_basic_time ON text_template_basic (template_created_time DESC, template_id DESC);
CREATE INDEX idx_text_template_basic_type ON text_template_basic (template_type);
CREATE INDEX idx_text_template_basic_user ON text_template_basic (template_created_user_id);
CREATE INDEX idx_text_template_basic_user_status_time ON text_template_basic (template_created_user_id, template_status, template_created_time DESC, template_id DESC);
CREATE INDEX idx_text_template_basic_user_time ON text_template_basic (template_created_user_id, template_created_time DESC, template_id DESC);

COMMENT ON TABLE text_template_basic IS '文本模板表：提示词、结构与格式模板';
COMMENT ON COLUMN text_template_basic.template_id IS '模板ID';
COMMENT ON COLUMN text_template_basic.template_name IS '模板名称';
COMMENT ON COLUMN text_template_basic.template_description IS '模板描述';
COMMENT ON COLUMN text_template_basic.template_content IS '模板内容';
COMMENT ON COLUMN text_template_basic.template_type IS '模板类型：prompt, structure, format';
COMMENT ON COLUMN text_template_basic.template_variables IS '模板变量定义';
COMMENT ON COLUMN text_template_basic.template_created_user_id IS '创建用户ID';
COMMENT ON COLUMN text_template_basic.template_created_time IS '创建时间（UTC）';
COMMENT ON COLUMN text_template_basic.template_status IS '模板状态：active, inactive';
COMMENT ON COLUMN text_template_basic.template_usage_count IS '使用次数';

CREATE TABLE text_content_basic (
    text_id SERIAL,
    text_title VARCHAR(200) NOT NULL,
    text_content TEXT NOT NULL,
    text_content_type VARCHAR(50) NOT NULL,
    text_language VARCHAR(10) DEFAULT 'zh-CN',
    text_word_count INTEGER,
    text_created_user_id INTEGER NOT NULL,
    text_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    text_updated_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    text_status VARCHAR(20) DEFAULT 'draft',
    text_tags TEXT[],
    text_template_id INTEGER,
    text_deleted_time TIMESTAMP,
    text_version INTEGER DEFAULT 1 NOT NULL,
    text_source_text_id INTEGER,
    text_scenes JSONB,
    text_model_version VARCHAR(50),
    CONSTRAINT text_content_basic_pkey PRIMARY KEY (text_id),
    CONSTRAINT text_content_basic_text_content_type_check CHECK (text_content_type IN ('article', 'script', 'prompt', 'dialogue')),
    CONSTRAINT text_content_basic_text_status_check CHECK (text_status IN ('draft', 'published', 'archived')),
    CONSTRAINT text_content_basic_text_word_count_check CHECK (text_word_count >= 0),
    CONSTRAINT text_content_basic_text_version_check CHECK (text_version >= 1),
    CONSTRAINT text_content_basic_text_created_user_id_fkey FOREIGN KEY (text_created_user_id) REFERENCES user_auth_basic (user_id),
    CONSTRAINT text_content_basic_text_template_id_fkey FOREIGN KEY (text_template_id) REFERENCES text_template_basic (template_id),
    CONSTRAINT text_content_basic_text_source_text_id_fkey FOREIGN KEY (text_source_text_id) REFERENCES text_content_basic (text_id)
);

CREATE INDEX idx_text_content_basic_source ON text_content_basic (text_source_text_id);
CREATE INDEX idx_text_content_basic_status ON text_content_basic (text_status);
CREATE INDEX idx_text_content_basic_status_type_time ON text_content_basic (text_status, text_content_type, text_created_time);
CREATE INDEX idx_text_content_basic_tags ON text_content_basic USING gin (text_tags);
CREATE INDEX idx_text_content_basic_template ON text_content_basic (text_template_id);
CREATE INDEX idx_text_content_basic_time ON text_content_basic (text_created_time DESC, text_id DESC);
CREATE INDEX idx_text_content_basic_type ON text_content_basic (text_content_type);
CREATE INDEX idx_text_content_basic_user ON text_content_basic (text_created_user_id);
CREATE INDEX idx_text_content_basic_user_status_time ON text_content_basic (text_created_user_id, text_status, text_created_time DESC, text_id DESC);
CREATE INDEX idx_text_content_basic_user_time ON text_content_basic (text_created_user_id, text_created_time DESC, text_id DESC);

COMMENT ON TABLE text_content_basic IS '文本内容表：文章、脚本、提示词与对话';
COMMENT ON COLUMN text_content_basic.text_id IS '文本ID';
COMMENT ON COLUMN text_content_basic.text_title IS '文本标题';
COMMENT ON COLUMN text_content_basic.text_content IS '文本正文';
COMMENT ON COLUMN text_content_basic.text_content_type IS '文本类型：article, script, prompt, dialogue';
COMMENT ON COLUMN text_content_basic.text_language IS '语言代码';
COMMENT ON COLUMN text_content_basic.text_word_count IS '字数';
COMMENT ON COLUMN text_content_basic.text_created_user_id IS '创建用户ID';
COMMENT ON COLUMN text_content_basic.text_created_time IS '创建时间（UTC）';
COMMENT ON COLUMN text_content_basic.text_updated_time IS '更新时间（UTC）';
COMMENT ON COLUMN text_content_basic.text_status IS '文本状态：draft, published, archived';
COMMENT ON COLUMN text_content_basic.text_tags IS '标签（PostgreSQL数组类型存储标签）';
COMMENT ON COLUMN text_content_basic.text_template_id IS '使用的文本模板ID';
COMMENT ON COLUMN text_content_basic.text_deleted_time IS '删除时间（UTC）';
COMMENT ON COLUMN text_content_basic.text_version IS '版本号，每次修改加一';
COMMENT ON COLUMN text_content_basic.text_source_text_id IS '来源文本ID（脚本所依据的文章）';
COMMENT ON COLUMN text_content_basic.text_scenes IS '脚本的分镜：旁白、标题、关键词';
COMMENT ON COLUMN text_content_basic.text_model_version IS '生成所用引擎与版本';

CREATE TABLE text_analyse_result (
    analyse_id SERIAL,
    text_id INTEGER NOT NULL,
    analyse_type VARCHAR(50) NOT NULL,
    analyse_result JSONB NOT NULL,
    analyse_score NUMERIC(5,2),
    analyse_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    analyse_model_version VARCHAR(50),
    CONSTRAINT text_analyse_result_pkey PRIMARY KEY (analyse_id),
    CONSTRAINT text_analyse_result_analyse_type_check CHECK (analyse_type IN ('sentiment', 'keyword', 'summary', 'readability')),
    CONSTRAINT text_analyse_result_text_id_fkey FOREIGN KEY (text_id) REFERENCES text_content_basic (text_id)
);

CREATE INDEX idx_text_analyse_result_text ON text_analyse_result (text_id);
CREATE INDEX idx_text_analyse_result_text_time ON text_analyse_result (text_id, analyse_created_time DESC, analyse_id DESC);
CREATE INDEX idx_text_analyse_result_type ON text_analyse_result (analyse_type);

COMMENT ON TABLE text_analyse_result IS '文本分析表：情感、关键词、摘要与可读性分析结果';
COMMENT ON COLUMN text_analyse_result.analyse_id IS '分析ID';
COMMENT ON COLUMN text_analyse_result.text_id IS '被分析的文本ID';
COMMENT ON COLUMN text_analyse_result.analyse_type IS '分析类型：sentiment, keyword, summary, readability';
COMMENT ON COLUMN text_analyse_result.analyse_result IS '存储分析结果的JSON数据';
COMMENT ON COLUMN text_analyse_result.analyse_score IS '分析评分';
COMMENT ON COLUMN text_analyse_result.analyse_created_time IS '创建时间（UTC）';
COMMENT ON COLUMN text_analyse_result.analyse_model_version IS '分析所用引擎与版本';
