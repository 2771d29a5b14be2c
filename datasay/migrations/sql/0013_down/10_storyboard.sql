-- 撤销分镜编辑；已删除的分镜与各版本随之消失
SELECT datasay_audit('mixall_content_basic', '{mixall_updated_time}');
DROP TABLE mixall_content_version;
DELETE FROM mixall_content_scene WHERE scene_deleted_time IS NOT NULL;
ALTER TABLE mixall_content_scene
    DROP CONSTRAINT mixall_content_scene_scene_mixall_id_scene_position_key,
    DROP COLUMN scene_timbre_id,
    DROP COLUMN scene_speed,
    DROP COLUMN scene_pause_seconds,
    DROP COLUMN scene_audio_id,
    DROP COLUMN scene_audio_start,
    DROP COLUMN scene_audio_end,
    DROP COLUMN scene_voice_key,
    DROP COLUMN scene_image_key,
    DROP COLUMN scene_image_prompt,
    DROP COLUMN scene_style,
    DROP COLUMN scene_layout,
    DROP COLUMN scene_seed,
    DROP COLUMN scene_crop,
    DROP COLUMN scene_motion,
    DROP COLUMN scene_transition,
    DROP COLUMN scene_locked,
    DROP COLUMN scene_deleted_time,
    ALTER COLUMN scene_position SET NOT NULL;
ALTER TABLE mixall_content_scene
    ADD CONSTRAINT mixall_content_scene_scene_mixall_id_scene_position_key UNIQUE (scene_mixall_id, scene_position);
COMMENT ON COLUMN mixall_content_scene.scene_position IS '顺序，从 0 开始';
ALTER TABLE mixall_content_basic DROP COLUMN mixall_revision;
ALTER TABLE voice_audio_basic DROP COLUMN audio_is_part;
