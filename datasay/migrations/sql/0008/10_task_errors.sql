-- What went wrong with a task, also in Chinese and as values; of tasks that failed before only the English is known
ALTER TABLE task_management_queue ADD COLUMN task_error_message_zh TEXT;
ALTER TABLE task_management_queue ADD COLUMN task_error_params JSONB;
COMMENT ON COLUMN task_management_queue.task_error_message_zh IS '错误信息（中文）';
COMMENT ON COLUMN task_management_queue.task_error_params IS '错误信息中的各项数值';
