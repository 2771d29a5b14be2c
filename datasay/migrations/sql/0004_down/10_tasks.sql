-- Queues without turns
DROP FUNCTION datasay_task_turn(VARCHAR, SMALLINT, INTEGER);
ALTER TABLE task_management_queue RESET (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold,
    autovacuum_vacuum_cost_delay);
DROP INDEX idx_task_management_queue_turn;
DROP INDEX idx_task_management_queue_next;
CREATE INDEX idx_task_management_queue_pending ON task_management_queue (task_status, task_not_before_time);
ALTER TABLE task_management_queue DROP COLUMN task_lost_count;
ALTER TABLE task_management_queue DROP COLUMN task_turn;
ALTER TABLE task_management_queue DROP COLUMN task_priority;
ALTER TABLE task_management_queue DROP COLUMN task_queue;
COMMENT ON COLUMN task_management_queue.task_attempt_count IS '已执行次数';
-- Steps without memory
DROP INDEX idx_task_management_step_made_by;
DROP INDEX idx_task_management_step_same;
DELETE FROM task_management_step WHERE step_status = 'pending';
ALTER TABLE task_management_step DROP CONSTRAINT task_management_step_step_status_check;
ALTER TABLE task_management_step ADD CONSTRAINT task_management_step_step_status_check
    CHECK (step_status IN ('running', 'completed', 'failed'));
ALTER TABLE task_management_step DROP COLUMN step_made_by_id;
ALTER TABLE task_management_step DROP COLUMN step_receipt;
ALTER TABLE task_management_step DROP COLUMN step_progress;
ALTER TABLE task_management_step DROP COLUMN step_user_id;
COMMENT ON COLUMN task_management_step.step_status IS '步骤状态：running, completed, failed';
