-- 以表主人名义做的事：每件只做一件，不返回他人的行

-- Each acts as the platform while it runs: where the owner is bound by the policies too, its name alone shows no rows.

-- The role of who acts, and of administrators, whose shared accounts hang on it. NULL for any other.
CREATE FUNCTION datasay_active_role(account integer) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    acting CONSTANT text := datasay_acting_role();
    found text;
BEGIN
    PERFORM set_config('datasay.user_role', 'system', true);
    SELECT user_role INTO found FROM user_auth_basic
     WHERE user_id = account AND user_status = 'active'
       AND (acting = 'system' OR user_id = datasay_acting_user() OR user_role IN ('admin', 'super_admin'));
    PERFORM set_config('datasay.user_role', acting, true);
    RETURN found;
END
$$;

-- Count one use of a template that who acts may use.
CREATE FUNCTION datasay_count_template_use(used integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    acting CONSTANT text := datasay_acting_role();
BEGIN
    PERFORM set_config('datasay.user_role', 'system', true);
    UPDATE text_template_basic SET template_usage_count = coalesce(template_usage_count, 0) + 1
     WHERE template_id = used
       AND (acting = 'system' OR template_created_user_id = datasay_acting_user() OR template_visibility = 'shared');
    PERFORM set_config('datasay.user_role', acting, true);
END
$$;

-- Merge what was added to the index of the search lately: only the index's owner may.
CREATE FUNCTION datasay_merge_search() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT gin_clean_pending_list('idx_system_search_entry_tokens'::regclass)
$$;

-- What a search may look through: the entries of who acts. Searching arrays is not leakproof, so PostgreSQL would use
-- no index below a policy; a view in the owner's name has none. Who acts is compared as it is, for good estimates.
CREATE VIEW system_search_own AS
SELECT * FROM system_search_entry WHERE search_user_id = nullif(current_setting('datasay.user_id', true), '')::integer;
COMMENT ON VIEW system_search_own IS '检索视图：当前操作用户自己的检索条目';

-- The months are made as the platform, and guarded as soon as they are there.
ALTER FUNCTION datasay_make_month_partitions(integer) RENAME TO datasay_add_months;
REVOKE EXECUTE ON FUNCTION datasay_add_months(integer) FROM PUBLIC;
CREATE FUNCTION datasay_make_month_partitions(months_ahead integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    acting CONSTANT text := datasay_acting_role();
    made integer;
BEGIN
    IF acting NOT IN ('system', '') OR months_ahead > 120 THEN
        RAISE EXCEPTION 'Months are made by the platform or by hand, 120 ahead at most.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM set_config('datasay.user_role', 'system', true);
    made := datasay_add_months(months_ahead);
    PERFORM datasay_guard_partitions();
    PERFORM set_config('datasay.user_role', acting, true);
    RETURN made;
END
$$;
COMMENT ON FUNCTION datasay_make_month_partitions(integer) IS '补建月分区：上月、本月及其后若干月，返回新建数量';

-- An event is of who acts; only the platform notes one of somebody else, at a login.
CREATE OR REPLACE FUNCTION datasay_audit_note(
    action text, subject text, key jsonb, details jsonb, acting_user integer DEFAULT NULL
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF action NOT IN ('login', 'login_failed', 'logout', 'export', 'label_switch') THEN
        RAISE EXCEPTION '% is no event that can be noted.', action USING ERRCODE = 'insufficient_privilege';
    ELSIF acting_user <> coalesce(datasay_acting_user(), 0) AND datasay_acting_role() <> 'system' THEN
        RAISE EXCEPTION 'An event is noted by whose it is.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM datasay_audit_write(subject, action, key, NULL, datasay_audit_shown(details, true), acting_user);
END
$$;
