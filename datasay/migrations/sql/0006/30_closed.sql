-- 关闭旁路：函数的搜索路径与执行权、角色的变更、步骤的归属

-- A role changes by the hand of an administrator or the platform, also where a policy lets users change their own row.
CREATE FUNCTION datasay_keep_role() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.user_role, OLD.user_status) IS DISTINCT FROM (NEW.user_role, NEW.user_status)
        AND datasay_acting_role() NOT IN ('system', 'admin', 'super_admin')
    THEN
        RAISE EXCEPTION 'Role and status are not one''s own to change.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
-- The owner, who is not bound, repairs by hand what has to be.
DO $$
BEGIN
    EXECUTE format($trigger$
        CREATE TRIGGER user_auth_basic_keep_role BEFORE UPDATE ON user_auth_basic
        FOR EACH ROW WHEN (current_user <> %L) EXECUTE FUNCTION datasay_keep_role()
    $trigger$, current_user);
END
$$;

-- A step is written by whoever may see its task.
ALTER POLICY task_management_step_owner ON task_management_step WITH CHECK (
    (SELECT datasay_acting_role()) IN ('system', 'admin', 'super_admin')
    OR step_user_id = (SELECT datasay_acting_user())
    AND EXISTS (SELECT FROM task_management_queue AS whole WHERE whole.task_id = step_task_id)
);

-- What people wrote is theirs, also in the log, which administrators read: bodies are kept as hashes whatever their length.
CREATE OR REPLACE FUNCTION datasay_audit_hides(name text, content text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN length(content) > 200 OR name ~ '_(secret|token|password|password_hash|token_hash|api_key)$'
    OR name ~ '_(content|prompt|narration|scenes|options)$';

-- What runs in the owner's name finds its tables in this schema and never among somebody's temporary ones.
DO $$
DECLARE
    signature regprocedure;
BEGIN
    FOR signature IN
        SELECT oid FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
           AND (prosecdef OR prorettype = 'trigger'::regtype)
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', signature, current_schema());
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', signature);
    END LOOP;
END
$$;
