-- 按月分区：统计表与审计日志

-- Make the partitions of last month, this month and the months ahead that are still missing; return how many were made.
-- Statistics of such a month that have meanwhile landed in the default partition move into the new one. Of the audit
-- log nothing is ever moved: a month that has begun in the default partition stays there.
CREATE OR REPLACE FUNCTION datasay_make_month_partitions(months_ahead integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER AS $function$
DECLARE
    first_month date := date_trunc('month', now() AT TIME ZONE 'UTC')::date;
    month date;
    next_month date;
    partition text;
    has_begun boolean;
    moved system_usage_statistics[];
    grantee text;
    made integer := 0;
BEGIN
    -- One at a time: two callers must not both find a month missing.
    PERFORM pg_advisory_xact_lock(hashtext('datasay_make_month_partitions'));
    FOR ahead IN -1..months_ahead LOOP
        month := first_month + make_interval(months => ahead);
        next_month := month + interval '1 month';

        partition := 'system_usage_statistics_' || to_char(month, 'YYYY_MM');
        IF to_regclass(partition) IS NULL THEN
            -- Attaching a table spares readers of the whole table the wait that CREATE ... PARTITION OF means.
            EXECUTE format('CREATE TABLE %I (LIKE system_usage_statistics INCLUDING ALL)', partition);
            LOCK TABLE system_usage_statistics_default IN ACCESS EXCLUSIVE MODE;
            WITH taken AS (
                DELETE FROM system_usage_statistics_default AS was
                WHERE stat_date >= month AND stat_date < next_month RETURNING was
            ) SELECT array_agg(was) INTO moved FROM taken;
            EXECUTE format(
                'ALTER TABLE system_usage_statistics ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                partition, month, next_month);
            -- Through the table, so that the audit log has both sides of the move.
            INSERT INTO system_usage_statistics SELECT (unnest(moved)).*;
            EXECUTE format(
                'CREATE TRIGGER datasay_audit_emptied AFTER TRUNCATE ON %I'
                ' FOR EACH STATEMENT EXECUTE FUNCTION datasay_audit_emptied(%L)',
                partition, 'system_usage_statistics');
            made := made + 1;
        END IF;

        partition := 'system_audit_log_' || to_char(month, 'YYYY_MM');
        CONTINUE WHEN to_regclass(partition) IS NOT NULL;
        LOCK TABLE system_audit_log_default IN ACCESS EXCLUSIVE MODE;
        SELECT EXISTS (
            SELECT FROM system_audit_log_default WHERE audit_time >= month AND audit_time < next_month
        ) INTO has_begun;
        CONTINUE WHEN has_begun;
        EXECUTE format('CREATE TABLE %I (LIKE system_audit_log INCLUDING ALL)', partition);
        EXECUTE format(
            'CREATE TRIGGER system_audit_log_stays BEFORE TRUNCATE ON %I'
            ' FOR EACH STATEMENT EXECUTE FUNCTION datasay_audit_refuse()',
            partition);
        -- Whatever a new table grants by default: past the log as a whole, its policy would not hold.
        FOR grantee IN
            SELECT DISTINCT CASE rights.grantee WHEN 0 THEN 'PUBLIC' ELSE rights.grantee::regrole::text END
              FROM pg_class, aclexplode(relacl) AS rights
             WHERE oid = partition::regclass AND rights.grantee <> relowner
        LOOP
            EXECUTE format('REVOKE ALL ON %I FROM %s', partition, grantee);
        END LOOP;
        EXECUTE format(
            'ALTER TABLE system_audit_log ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
            partition, month, next_month);
        made := made + 1;
    END LOOP;
    RETURN made;
END
$function$;

-- Drop the oldest month of the audit log, on purpose: each lane is told where it begins from now on, and the log says
-- what was dropped. For the owner only. Returns how many rows were dropped. Refused (lock_not_available) while others
-- write; to be repeated then.
CREATE FUNCTION datasay_drop_audit_month(month date) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    partition text := 'system_audit_log_' || to_char(month, 'YYYY_MM');
    next_month timestamp := date_trunc('month', month) + interval '1 month';
    ends jsonb;
    begins jsonb;
    dropped bigint;
BEGIN
    IF to_regclass(partition) IS NULL THEN
        RAISE EXCEPTION 'There is no partition %.', partition USING ERRCODE = 'undefined_table';
    ELSIF next_month > date_trunc('month', timezone('UTC', now())) THEN
        RAISE EXCEPTION 'The month of % is not over.', partition USING ERRCODE = 'object_in_use';
    ELSIF EXISTS (SELECT FROM system_audit_log WHERE audit_time < next_month - interval '1 month') THEN
        RAISE EXCEPTION 'There are older rows than those of %: drop the oldest month first.', partition
            USING ERRCODE = 'object_in_use';
    END IF;
    -- To a month that is over nothing is added, so this is read before anybody has to wait.
    EXECUTE format(
        'SELECT jsonb_object_agg(audit_lane, jsonb_build_array(audit_lane_number + 1, encode(audit_hash, ''hex'')))'
        ' FROM (SELECT DISTINCT ON (audit_lane) * FROM %I ORDER BY audit_lane, audit_lane_number DESC) AS ends',
        partition) INTO ends;
    EXECUTE format('SELECT count(*) FROM %I', partition) INTO dropped;
    -- Everybody who writes waits from here on, and a writer may be waited for by others: give up at once, before
    -- PostgreSQL would look for a deadlock and might end somebody else's work.
    PERFORM set_config('lock_timeout', '500ms', true);
    LOCK TABLE system_audit_log IN ACCESS EXCLUSIVE MODE;
    WITH told AS (
        UPDATE system_audit_chain
           SET chain_begin_number = (lane_end ->> 0)::bigint, chain_begin_hash = decode(lane_end ->> 1, 'hex')
          FROM jsonb_each(ends) AS lanes (lane, lane_end) WHERE chain_lane = lane::integer
        RETURNING chain_lane, chain_begin_number
    ) SELECT jsonb_object_agg(chain_lane, chain_begin_number) INTO begins FROM told;
    EXECUTE format('ALTER TABLE system_audit_log DETACH PARTITION %I', partition);
    EXECUTE format('DROP TABLE %I', partition);
    PERFORM datasay_audit_write(
        'system_audit_log', 'archive', jsonb_build_object('partition', partition), NULL,
        jsonb_build_object('rows', dropped, 'begins', coalesce(begins, '{}'))
    );
    RETURN dropped;
END
$$;

SELECT datasay_make_month_partitions(3);
