-- Steps: whose they are, how far, what the vendor knows of them, whose result was taken over
ALTER TABLE task_management_step ADD COLUMN step_user_id INTEGER;
UPDATE task_management_step SET step_user_id = task_created_user_id
  FROM task_management_queue WHERE task_id = step_task_id;
ALTER TABLE task_management_step ALTER COLUMN step_user_id SET NOT NULL;
ALTER TABLE task_management_step ADD CONSTRAINT task_management_step_step_user_id_fkey
    FOREIGN KEY (step_user_id) REFERENCES user_auth_basic (user_id);
ALTER TABLE task_management_step ADD COLUMN step_progress INTEGER DEFAULT 0 NOT NULL;
UPDATE task_management_step SET step_progress = 100 WHERE step_status = 'completed';
ALTER TABLE task_management_step ADD CONSTRAINT task_management_step_step_progress_check
    CHECK (step_progress BETWEEN 0 AND 100);
ALTER TABLE task_management_step ADD COLUMN step_receipt JSONB;
ALTER TABLE task_management_step ADD COLUMN step_made_by_id INTEGER;
ALTER TABLE task_management_step ADD CONSTRAINT task_management_step_step_made_by_id_fkey
    FOREIGN KEY (step_made_by_id) REFERENCES task_management_step (step_id) ON DELETE SET NULL;
ALTER TABLE task_management_step DROP CONSTRAINT task_management_step_step_status_check;
ALTER TABLE task_management_step ADD CONSTRAINT task_management_step_step_status_check
    CHECK (step_status IN ('pending', 'running', 'completed', 'failed'));
CREATE INDEX idx_task_management_step_same ON task_management_step (step_user_id, step_input_hash);
CREATE INDEX idx_task_management_step_made_by ON task_management_step (step_made_by_id);
COMMENT ON COLUMN task_management_step.step_status IS '步骤状态：pending, running, completed, failed';
COMMENT ON COLUMN task_management_step.step_user_id IS '所属用户ID，与任务的创建用户相同';
COMMENT ON COLUMN task_management_step.step_progress IS '本步骤的进度百分比（0–100）';
COMMENT ON COLUMN task_management_step.step_receipt IS '凭据：供应商的作业编号与已付的请求，重新执行时保留';
COMMENT ON COLUMN task_management_step.step_made_by_id IS '结果取自哪一个步骤，空为本步骤自己所做';
