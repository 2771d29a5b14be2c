-- Analyses without versions and options
DROP INDEX idx_text_analyse_result_question;
ALTER TABLE text_analyse_result DROP CONSTRAINT text_analyse_result_analyse_score_check;
ALTER TABLE text_analyse_result DROP COLUMN analyse_options;
ALTER TABLE text_analyse_result DROP COLUMN analyse_text_version;
-- Tasks of a type that is unknown again are gone with it
DELETE FROM task_management_queue WHERE task_type = 'text_analyse';
ALTER TABLE task_management_queue DROP CONSTRAINT task_management_queue_task_type_check;
ALTER TABLE task_management_queue ADD CONSTRAINT task_management_queue_task_type_check CHECK (task_type IN ('text_generate', 'voice_synthesize', 'image_generate', 'mixall_render', 'creation_run'));
COMMENT ON COLUMN task_management_queue.task_type IS '任务类型：text_generate, voice_synthesize, image_generate, mixall_render, creation_run';
