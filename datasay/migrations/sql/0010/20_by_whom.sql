-- 无操作者时不作答：角色查询与补建月分区

-- Nobody is told who the administrators are without acting.
CREATE OR REPLACE FUNCTION datasay_active_role(account integer) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    acting CONSTANT text := datasay_acting_role();
    found text;
BEGIN
    PERFORM set_config('datasay.user_role', 'system', true);
    SELECT user_role INTO found FROM user_auth_basic
     WHERE user_id = account AND user_status = 'active'
       AND (acting = 'system' OR user_id = datasay_acting_user()
            OR user_role IN ('admin', 'super_admin') AND datasay_acting_user() IS NOT NULL);
    PERFORM set_config('datasay.user_role', acting, true);
    RETURN found;
END
$$;

-- By hand means by the owner of the tables; the application's role says that it acts as the platform.
CREATE OR REPLACE FUNCTION datasay_make_month_partitions(months_ahead integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    acting CONSTANT text := datasay_acting_role();
    made integer;
BEGIN
    IF (acting <> 'system' AND session_user <> current_user) OR months_ahead > 120 THEN
        RAISE EXCEPTION 'Months are made by the platform or by hand, 120 ahead at most.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM set_config('datasay.user_role', 'system', true);
    made := datasay_add_months(months_ahead);
    PERFORM datasay_guard_partitions();
    PERFORM set_config('datasay.user_role', acting, true);
    RETURN made;
END
$$;

-- Replaced functions lose nothing but their pinned search path.
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION datasay_active_role(integer) SET search_path = %I, pg_temp', current_schema());
    EXECUTE format('ALTER FUNCTION datasay_make_month_partitions(integer) SET search_path = %I, pg_temp', current_schema());
END
$$;
