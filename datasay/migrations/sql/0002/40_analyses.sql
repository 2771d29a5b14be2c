-- Analyses: of which version of the text and with which options; the same question is answered once
ALTER TABLE text_analyse_result ADD COLUMN analyse_text_version INTEGER DEFAULT 1 NOT NULL;
ALTER TABLE text_analyse_result ADD COLUMN analyse_options JSONB DEFAULT '{}' NOT NULL;
ALTER TABLE text_analyse_result ADD CONSTRAINT text_analyse_result_analyse_text_version_check CHECK (analyse_text_version >= 1);
ALTER TABLE text_analyse_result ADD CONSTRAINT text_analyse_result_analyse_score_check CHECK (analyse_score BETWEEN 0 AND 100);
CREATE UNIQUE INDEX idx_text_analyse_result_question ON text_analyse_result (text_id, analyse_type, analyse_text_version, analyse_model_version, analyse_options);
COMMENT ON COLUMN text_analyse_result.analyse_text_version IS '被分析文本的版本号';
COMMENT ON COLUMN text_analyse_result.analyse_options IS '分析选项（含默认值）';
-- Long texts are analysed by a task
ALTER TABLE task_management_queue DROP CONSTRAINT task_management_queue_task_type_check;
ALTER TABLE task_management_queue ADD CONSTRAINT task_management_queue_task_type_check CHECK (task_type IN ('text_generate', 'text_analyse', 'voice_synthesize', 'image_generate', 'mixall_render', 'creation_run'));
COMMENT ON COLUMN task_management_queue.task_type IS '任务类型：text_generate, text_analyse, voice_synthesize, image_generate, mixall_render, creation_run';
