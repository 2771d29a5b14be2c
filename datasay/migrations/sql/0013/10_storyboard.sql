-- 分镜可以编辑：每镜的设置、删除与恢复；作品的修订号与版本
ALTER TABLE mixall_content_basic ADD COLUMN mixall_revision INTEGER DEFAULT 1 NOT NULL;
ALTER TABLE mixall_content_basic ADD CONSTRAINT mixall_content_basic_mixall_revision_check CHECK (mixall_revision >= 1);
COMMENT ON COLUMN mixall_content_basic.mixall_revision IS '修订号，作品或分镜每次修改加一，用作 ETag';

ALTER TABLE mixall_content_scene
    ADD COLUMN scene_timbre_id INTEGER,
    ADD COLUMN scene_speed NUMERIC(3,2),
    ADD COLUMN scene_pause_seconds NUMERIC(4,2),
    ADD COLUMN scene_audio_id INTEGER,
    ADD COLUMN scene_audio_start NUMERIC(10,3),
    ADD COLUMN scene_audio_end NUMERIC(10,3),
    ADD COLUMN scene_voice_key VARCHAR(64),
    ADD COLUMN scene_image_key VARCHAR(64),
    ADD COLUMN scene_image_prompt TEXT,
    ADD COLUMN scene_style VARCHAR(100),
    ADD COLUMN scene_layout VARCHAR(30),
    ADD COLUMN scene_seed BIGINT,
    ADD COLUMN scene_crop JSONB,
    ADD COLUMN scene_motion VARCHAR(20),
    ADD COLUMN scene_transition VARCHAR(20),
    ADD COLUMN scene_locked BOOLEAN DEFAULT false NOT NULL,
    ADD COLUMN scene_deleted_time TIMESTAMP,
    ALTER COLUMN scene_position DROP NOT NULL;
ALTER TABLE mixall_content_scene
    ADD CONSTRAINT mixall_content_scene_scene_timbre_id_fkey FOREIGN KEY (scene_timbre_id) REFERENCES voice_timbre_basic (timbre_id),
    ADD CONSTRAINT mixall_content_scene_scene_audio_id_fkey FOREIGN KEY (scene_audio_id) REFERENCES voice_audio_basic (audio_id),
    ADD CONSTRAINT mixall_content_scene_scene_speed_check CHECK (scene_speed BETWEEN 0.5 AND 2),
    ADD CONSTRAINT mixall_content_scene_scene_pause_seconds_check CHECK (scene_pause_seconds BETWEEN 0 AND 10),
    ADD CONSTRAINT mixall_content_scene_scene_audio_start_check CHECK (scene_audio_start >= 0),
    ADD CONSTRAINT mixall_content_scene_scene_audio_end_check CHECK (scene_audio_end > scene_audio_start),
    ADD CONSTRAINT mixall_content_scene_scene_seed_check CHECK (scene_seed >= 0),
    ADD CONSTRAINT mixall_content_scene_scene_motion_check CHECK (scene_motion IN ('none', 'calm', 'lively')),
    ADD CONSTRAINT mixall_content_scene_scene_transition_check CHECK (scene_transition IN ('cut', 'fade', 'walk', 'wipe', 'cover')),
    ADD CONSTRAINT mixall_content_scene_scene_deleted_time_check CHECK ((scene_deleted_time IS NULL) = (scene_position IS NOT NULL)),
    DROP CONSTRAINT mixall_content_scene_scene_mixall_id_scene_position_key,
    ADD CONSTRAINT mixall_content_scene_scene_mixall_id_scene_position_key UNIQUE (scene_mixall_id, scene_position) DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX idx_mixall_content_scene_timbre ON mixall_content_scene (scene_timbre_id);
CREATE INDEX idx_mixall_content_scene_audio ON mixall_content_scene (scene_audio_id);
COMMENT ON COLUMN mixall_content_scene.scene_position IS '顺序，从 0 开始；已删除的分镜没有顺序';
COMMENT ON COLUMN mixall_content_scene.scene_timbre_id IS '本镜的音色ID，空为作品的音色';
COMMENT ON COLUMN mixall_content_scene.scene_speed IS '本镜的语速倍率，空为作品的语速';
COMMENT ON COLUMN mixall_content_scene.scene_pause_seconds IS '本镜念完后的停顿（秒），空为自动';
COMMENT ON COLUMN mixall_content_scene.scene_audio_id IS '本镜的配音ID';
COMMENT ON COLUMN mixall_content_scene.scene_audio_start IS '用配音的哪一段：开始（秒），空为从头';
COMMENT ON COLUMN mixall_content_scene.scene_audio_end IS '用配音的哪一段：结束（秒），空为到尾';
COMMENT ON COLUMN mixall_content_scene.scene_voice_key IS '配音依据的旁白、音色与语速的指纹，不同则要重做';
COMMENT ON COLUMN mixall_content_scene.scene_image_key IS '画面依据的描述、风格、版式、种子与尺寸的指纹，不同则要重画；自选的画面没有';
COMMENT ON COLUMN mixall_content_scene.scene_image_prompt IS '画面描述，空为按旁白作画';
COMMENT ON COLUMN mixall_content_scene.scene_style IS '本镜的画面风格，空为作品的风格';
COMMENT ON COLUMN mixall_content_scene.scene_layout IS '本镜的版式，空为按旁白选择';
COMMENT ON COLUMN mixall_content_scene.scene_seed IS '本镜画面的随机种子，空为作品的种子';
COMMENT ON COLUMN mixall_content_scene.scene_crop IS '画面的裁剪区域：x、y、width、height，均为 0 到 1 的比例';
COMMENT ON COLUMN mixall_content_scene.scene_motion IS '画面动效：none, calm, lively，空为作品的动效';
COMMENT ON COLUMN mixall_content_scene.scene_transition IS '进入本镜的转场：cut, fade, walk, wipe, cover，空为自动';
COMMENT ON COLUMN mixall_content_scene.scene_locked IS '是否锁定：锁定的分镜不会被修改或重做';
COMMENT ON COLUMN mixall_content_scene.scene_deleted_time IS '删除时间（UTC）';

ALTER TABLE voice_audio_basic ADD COLUMN audio_is_part BOOLEAN DEFAULT false NOT NULL;
COMMENT ON COLUMN voice_audio_basic.audio_is_part IS '是否为作品中一个分镜的配音，列表默认不显示';

CREATE TABLE mixall_content_version (
    version_id SERIAL,
    mixall_id INTEGER NOT NULL,
    mixall_revision INTEGER NOT NULL,
    version_title VARCHAR(200) NOT NULL,
    version_aspect VARCHAR(10) NOT NULL,
    version_settings JSONB NOT NULL,
    version_scenes JSONB NOT NULL,
    version_kept BOOLEAN DEFAULT false NOT NULL,
    version_created_user_id INTEGER NOT NULL,
    version_created_time TIMESTAMP NOT NULL,
    CONSTRAINT mixall_content_version_pkey PRIMARY KEY (version_id),
    CONSTRAINT mixall_content_version_mixall_id_mixall_revision_key UNIQUE (mixall_id, mixall_revision),
    CONSTRAINT mixall_content_version_mixall_revision_check CHECK (mixall_revision >= 1),
    CONSTRAINT mixall_content_version_version_aspect_check CHECK (version_aspect IN ('9:16', '16:9', '1:1')),
    CONSTRAINT mixall_content_version_mixall_id_fkey FOREIGN KEY (mixall_id) REFERENCES mixall_content_basic (mixall_id) ON DELETE CASCADE,
    CONSTRAINT mixall_content_version_version_created_user_id_fkey FOREIGN KEY (version_created_user_id) REFERENCES user_auth_basic (user_id)
);
CREATE INDEX idx_mixall_content_version_user ON mixall_content_version (version_created_user_id);
COMMENT ON TABLE mixall_content_version IS '作品版本表：每次修改之后的整个分镜与设置';
COMMENT ON COLUMN mixall_content_version.version_id IS '版本记录ID';
COMMENT ON COLUMN mixall_content_version.mixall_id IS '所属作品ID';
COMMENT ON COLUMN mixall_content_version.mixall_revision IS '修订号，与作品的修订号对应';
COMMENT ON COLUMN mixall_content_version.version_title IS '该版标题';
COMMENT ON COLUMN mixall_content_version.version_aspect IS '该版画面比例：9:16, 16:9, 1:1';
COMMENT ON COLUMN mixall_content_version.version_settings IS '该版合成设置';
COMMENT ON COLUMN mixall_content_version.version_scenes IS '该版分镜，按顺序';
COMMENT ON COLUMN mixall_content_version.version_kept IS '是否长期保留：由人保存、渲染过或恢复到的版本';
COMMENT ON COLUMN mixall_content_version.version_created_user_id IS '改成该版的用户ID';
COMMENT ON COLUMN mixall_content_version.version_created_time IS '改成该版的时间（UTC）';

-- Scenes of before were heard in the work's one audio, each in its own time of it: so what they say is said already.
UPDATE mixall_content_scene AS scene
   SET scene_audio_id = whole.mixall_audio_id,
       scene_audio_start = scene.scene_start_seconds,
       scene_audio_end = scene.scene_end_seconds,
       scene_voice_key = encode(
           sha256(convert_to('[' || to_json(scene.scene_narration)::text || ',null,1.0]', 'UTF8')), 'hex')
  FROM mixall_content_basic AS whole
 WHERE whole.mixall_id = scene.scene_mixall_id AND whole.mixall_audio_id IS NOT NULL
   AND scene.scene_end_seconds > scene.scene_start_seconds;

SELECT datasay_guard('mixall_content_version', 'EXISTS (SELECT FROM mixall_content_basic AS whole WHERE whole.mixall_id = mixall_content_version.mixall_id)');
SELECT datasay_audit('mixall_content_basic', '{mixall_updated_time,mixall_revision}');
SELECT datasay_audit('mixall_content_version');
