-- 混合内容模块

CREATE TABLE mixall_content_basic (
    mixall_id SERIAL,
    mixall_title VARCHAR(200) NOT NULL,
    mixall_description TEXT,
    mixall_type VARCHAR(50) NOT NULL,
    mixall_text_id INTEGER,
    mixall_audio_id INTEGER,
    mixall_image_ids INTEGER[],
    mixall_final_file_id INTEGER,
    mixall_created_user_id INTEGER NOT NULL,
    mixall_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    mixall_updated_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    mixall_status VARCHAR(20) DEFAULT 'draft',
    mixall_tags TEXT[],
    mixall_final_file_type VARCHAR(100) GENERATED ALWAYS AS ('video'::character varying) STORED,
    mixall_aspect VARCHAR(10) DEFAULT '9:16',
    mixall_settings JSONB,
    mixall_duration NUMERIC(10,2),
    mixall_subtitle_file_id INTEGER,
    mixall_subtitle_file_type VARCHAR(100) GENERATED ALWAYS AS ('text'::character varying) STORED,
    mixall_deleted_time TIMESTAMP,
    CONSTRAINT mixall_content_basic_pkey PRIMARY KEY (mixall_id),
    CONSTRAINT mixall_content_basic_mixall_final_file_id_fkey FOREIGN KEY (mixall_final_file_id, mixall_final_file_type) REFERENCES file_storage_basic (file_id, file_type),
    CONSTRAINT mixall_content_basic_mixall_subtitle_file_id_fkey FOREIGN KEY (mixall_subtitle_file_id, mixall_subtitle_file_type) REFERENCES file_storage_basic (file_id, file_type),
    CONSTRAINT mixall_content_basic_mixall_type_check CHECK (mixall_type IN ('video_with_voice', 'presentation', 'story')),
    CONSTRAINT mixall_content_basic_mixall_status_check CHECK (mixall_status IN ('draft', 'processing', 'completed', 'failed')),
    CONSTRAINT mixall_content_basic_mixall_aspect_check CHECK (mixall_aspect IN ('9:16', '16:9', '1:1')),
    CONSTRAINT mixall_content_basic_mixall_duration_check CHECK (mixall_duration >= 0),
    CONSTRAINT mixall_content_basic_mixall_text_id_fkey FOREIGN KEY (mixall_text_id) REFERENCES text_content_basic (text_id),
    CONSTRAINT mixall_content_basic_mixall_audio_id_fkey FOREIGN KEY (mixall_audio_id) REFERENCES voice_audio_basic (audio_id),
    CONSTRAINT mixall_content_basic_mixall_created_user_id_fkey FOREIGN KEY (mixall_created_user_id) REFERENCES user_auth_basic (user_id)
);

CREATE INDEX idx_mixall_content_basic_audio ON mixall_content_basic (mixall_audio_id);
CREATE INDEX idx_mixall_content_basic_final_file ON mixall_content_basic (mixall_final_file_id, mixall_final_file_type);
CREATE INDEX idx_mixall_content_basic_images ON mixall_content_basic USING gin (mixall_image_ids);
CREATE INDEX idx_mixall_content_basic_status ON mixall_content_basic (mixall_status);
CREATE INDEX idx_mixall_content_basic_status_type_time ON mixall_content_basic (mixall_status, mixall_type, mixall_created_time);
CREATE INDEX idx_mixall_content_basic_subtitle_file ON mixall_content_basic (mixall_subtitle_file_id, mixall_subtitle_file_type);
CREATE INDEX idx_mixall_content_basic_text ON mixall_content_basic (mixall_text_id);
CREATE INDEX idx_mixall_content_basic_time ON mixall_content_basic (mixall_created_time DESC, mixall_id DESC);
CREATE INDEX idx_mixall_content_basic_type ON mixall_content_basic (mixall_type);
CREATE INDEX idx_mixall_content_basic_user ON mixall_content_basic (mixall_created_user_id);
CREATE INDEX idx_mixall_content_basic_user_status_time ON mixall_content_basic (mixall_created_user_id, mixall_status, mixall_created_time DESC, mixall_id DESC);
CREATE INDEX idx_mixall_content_basic_user_time ON mixall_content_basic (mixall_created_user_id, mixall_created_time DESC, mixall_id DESC);

COMMENT ON TABLE mixall_content_basic IS '混合作品表：由文本、语音与图像合成的作品';
COMMENT ON COLUMN mixall_content_basic.mixall_id IS '作品ID';
COMMENT ON COLUMN mixall_content_basic.mixall_title IS '作品标题';
COMMENT ON COLUMN mixall_content_basic.mixall_description IS '作品描述';
COMMENT ON COLUMN mixall_content_basic.mixall_type IS '作品类型：video_with_voice, presentation, story';
COMMENT ON COLUMN mixall_content_basic.mixall_text_id IS '使用的文本ID';
COMMENT ON COLUMN mixall_content_basic.mixall_audio_id IS '使用的音频ID';
COMMENT ON COLUMN mixall_content_basic.mixall_image_ids IS '关联的图像/视频ID数组，与分镜保持一致';
COMMENT ON COLUMN mixall_content_basic.mixall_final_file_id IS '成片文件ID';
COMMENT ON COLUMN mixall_content_basic.mixall_created_user_id IS '创建用户ID';
COMMENT ON COLUMN mixall_content_basic.mixall_created_time IS '创建时间（UTC）';
COMMENT ON COLUMN mixall_content_basic.mixall_updated_time IS '更新时间（UTC）';
COMMENT ON COLUMN mixall_content_basic.mixall_status IS '作品状态：draft, processing, completed, failed';
COMMENT ON COLUMN mixall_content_basic.mixall_tags IS '标签';
COMMENT ON COLUMN mixall_content_basic.mixall_final_file_type IS '成片文件类型，恒为 video';
COMMENT ON COLUMN mixall_content_basic.mixall_aspect IS '画面比例：9:16, 16:9, 1:1';
COMMENT ON COLUMN mixall_content_basic.mixall_settings IS '合成设置：字幕、配乐、风格等';
COMMENT ON COLUMN mixall_content_basic.mixall_duration IS '成片时长（秒）';
COMMENT ON COLUMN mixall_content_basic.mixall_subtitle_file_id IS '字幕文件ID';
COMMENT ON COLUMN mixall_content_basic.mixall_subtitle_file_type IS '字幕文件类型，恒为 text';
COMMENT ON COLUMN mixall_content_basic.mixall_deleted_time IS '删除时间（UTC）';

CREATE TABLE mixall_content_scene (
    scene_id SERIAL,
    scene_mixall_id INTEGER NOT NULL,
    scene_position INTEGER NOT NULL,
    scene_narration TEXT NOT NULL,
    scene_headline VARCHAR(200),
    scene_keywords TEXT[],
    scene_image_id INTEGER,
    scene_start_seconds NUMERIC(10,3),
    scene_end_seconds NUMERIC(10,3),
    scene_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    scene_updated_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT mixall_content_scene_pkey PRIMARY KEY (scene_id),
    CONSTRAINT mixall_content_scene_scene_mixall_id_scene_position_key UNIQUE (scene_mixall_id, scene_position),
    CONSTRAINT mixall_content_scene_scene_position_check CHECK (scene_position >= 0),
    CONSTRAINT mixall_content_scene_scene_start_seconds_check CHECK (scene_start_seconds >= 0),
    CONSTRAINT mixall_content_scene_scene_end_seconds_check CHECK (scene_end_seconds >= scene_start_seconds),
    CONSTRAINT mixall_content_scene_scene_mixall_id_fkey FOREIGN KEY (scene_mixall_id) REFERENCES mixall_content_basic (mixall_id) ON DELETE CASCADE,
    CONSTRAINT mixall_content_scene_scene_image_id_fkey FOREIGN KEY (scene_image_id) REFERENCES image_content_basic (image_id)
);

CREATE INDEX idx_mixall_content_scene_image ON mixall_content_scene (scene_image_id);

COMMENT ON TABLE mixall_content_scene IS '作品分镜表：按顺序排列的画面与旁白';
COMMENT ON COLUMN mixall_content_scene.scene_id IS '分镜ID';
COMMENT ON COLUMN mixall_content_scene.scene_mixall_id IS '所属作品ID';
COMMENT ON COLUMN mixall_content_scene.scene_position IS '顺序，从 0 开始';
COMMENT ON COLUMN mixall_content_scene.scene_narration IS '旁白';
COMMENT ON COLUMN mixall_content_scene.scene_headline IS '画面标题';
COMMENT ON COLUMN mixall_content_scene.scene_keywords IS '关键词';
COMMENT ON COLUMN mixall_content_scene.scene_image_id IS '使用的图像/视频ID';
COMMENT ON COLUMN mixall_content_scene.scene_start_seconds IS '开始时间（秒）';
COMMENT ON COLUMN mixall_content_scene.scene_end_seconds IS '结束时间（秒）';
COMMENT ON COLUMN mixall_content_scene.scene_created_time IS '创建时间（UTC）';
COMMENT ON COLUMN mixall_content_scene.scene_updated_time IS '更新时间（UTC）';
