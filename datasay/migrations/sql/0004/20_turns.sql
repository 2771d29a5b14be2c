-- Queues: where a task waits, whose turn it is, how many workers it has lost
ALTER TABLE task_management_queue ADD COLUMN task_queue VARCHAR(20) DEFAULT 'short' NOT NULL;
UPDATE task_management_queue SET task_queue = 'long' WHERE task_type IN ('creation_run', 'mixall_render');
ALTER TABLE task_management_queue ADD CONSTRAINT task_management_queue_task_queue_check
    CHECK (task_queue IN ('short', 'long', 'waiting'));
ALTER TABLE task_management_queue ADD COLUMN task_priority SMALLINT DEFAULT 0 NOT NULL;
ALTER TABLE task_management_queue ADD COLUMN task_turn BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE task_management_queue ADD CONSTRAINT task_management_queue_task_turn_check CHECK (task_turn >= 0);
UPDATE task_management_queue SET task_turn = turn
  FROM (SELECT task_id AS id,
               row_number() OVER (PARTITION BY task_created_user_id, task_queue ORDER BY task_id) - 1 AS turn
          FROM task_management_queue WHERE task_status = 'pending') AS waiting
 WHERE task_id = id;
ALTER TABLE task_management_queue ADD COLUMN task_lost_count INTEGER DEFAULT 0 NOT NULL;
ALTER TABLE task_management_queue ADD CONSTRAINT task_management_queue_task_lost_count_check
    CHECK (task_lost_count >= 0);
DROP INDEX idx_task_management_queue_pending;
CREATE INDEX idx_task_management_queue_next ON task_management_queue
    (task_queue, task_priority DESC, task_turn, task_id) WHERE task_status = 'pending';
CREATE INDEX idx_task_management_queue_turn ON task_management_queue
    (task_created_user_id, task_queue, task_priority, task_turn) WHERE task_status = 'pending';
-- The queue's head leaves a dead index entry with each claim: they go before they are many.
ALTER TABLE task_management_queue SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
    autovacuum_vacuum_cost_delay = 0);
COMMENT ON COLUMN task_management_queue.task_attempt_count IS '当前步骤中可重试的失败次数';
COMMENT ON COLUMN task_management_queue.task_queue IS '所在队列：short, long（计算）, waiting（等待供应商）';
COMMENT ON COLUMN task_management_queue.task_priority IS '优先级，大者先行';
COMMENT ON COLUMN task_management_queue.task_turn IS '轮次：同一优先级内小者先行，使各用户轮流';
COMMENT ON COLUMN task_management_queue.task_lost_count IS '当前步骤中失去的工作进程数';

-- The turn of a task that begins to wait: not before what is served now and, when it comes last of its user's, one
-- round after them. It looks at everybody's tasks, whoever acts, and tells nothing of them but a number.
CREATE FUNCTION datasay_task_turn(queue VARCHAR, priority SMALLINT, after_those_of INTEGER) RETURNS BIGINT
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    acting CONSTANT TEXT := COALESCE(current_setting('datasay.user_role', TRUE), '');
    turn BIGINT;
BEGIN
    PERFORM set_config('datasay.user_role', 'system', TRUE);
    SELECT COALESCE(GREATEST(
        (SELECT task_turn FROM task_management_queue
          WHERE task_status = 'pending' AND task_queue = queue AND task_priority = priority
            AND (task_not_before_time IS NULL OR task_not_before_time <= now() AT TIME ZONE 'UTC')
          ORDER BY task_turn LIMIT 1),
        (SELECT task_turn + 1 FROM task_management_queue
          WHERE task_status = 'pending' AND task_created_user_id = after_those_of
            AND task_queue = queue AND task_priority = priority
          ORDER BY task_turn DESC LIMIT 1)), 0) INTO turn;
    PERFORM set_config('datasay.user_role', acting, TRUE);
    RETURN turn;
END
$$;
