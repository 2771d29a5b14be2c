ALTER TABLE task_management_queue DROP COLUMN task_error_params;
ALTER TABLE task_management_queue DROP COLUMN task_error_message_zh;
