-- Few at any time: requests that were sent and that nobody has counted yet.
CREATE INDEX idx_task_management_step_uncounted ON task_management_step (step_task_id)
    WHERE (step_receipt ->> 'uncounted') <> '{}';
