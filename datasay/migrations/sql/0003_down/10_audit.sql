-- 去掉审计，统计表的月份函数恢复原样
DROP FUNCTION datasay_audit_change() CASCADE;
DROP FUNCTION datasay_audit_emptied() CASCADE;
DROP FUNCTION datasay_audit(text, text[], jsonb);
DROP FUNCTION datasay_audit_note(text, text, jsonb, jsonb, integer);
DROP FUNCTION datasay_drop_audit_month(date);
DROP FUNCTION datasay_audit_write(text, text, jsonb, jsonb, jsonb, integer);
DROP FUNCTION datasay_audit_shown(jsonb, boolean);
DROP FUNCTION datasay_audit_digest(text);
DROP FUNCTION datasay_audit_hides(text, text);
DROP FUNCTION datasay_audit_hash(bytea, integer, bigint, bigint, timestamp, integer, text, text, text, text, text, jsonb, jsonb, jsonb);
DROP TABLE system_audit_log;
DROP TABLE system_audit_chain;
DROP FUNCTION datasay_audit_refuse();
DROP FUNCTION datasay_make_month_partitions(integer);

-- Make the partitions of last month, this month and the months ahead that are still missing; return how many were made.
-- Rows of such a month that have meanwhile landed in the default partition move into the new one.
CREATE FUNCTION datasay_make_month_partitions(months_ahead integer) RETURNS integer
LANGUAGE plpgsql AS $function$
DECLARE
    first_month date := date_trunc('month', now() AT TIME ZONE 'UTC')::date;
    month date;
    partition text;
    made integer := 0;
BEGIN
    -- One at a time: two callers must not both find a month missing.
    PERFORM pg_advisory_xact_lock(hashtext('datasay_make_month_partitions'));
    FOR ahead IN -1..months_ahead LOOP
        month := first_month + make_interval(months => ahead);
        partition := 'system_usage_statistics_' || to_char(month, 'YYYY_MM');
        CONTINUE WHEN to_regclass(partition) IS NOT NULL;
        -- Attaching a filled table spares readers of the whole table the wait that CREATE ... PARTITION OF means.
        EXECUTE format('CREATE TABLE %I (LIKE system_usage_statistics INCLUDING ALL)', partition);
        LOCK TABLE system_usage_statistics_default IN ACCESS EXCLUSIVE MODE;
        EXECUTE format(
            'WITH moved AS (DELETE FROM system_usage_statistics_default WHERE stat_date >= %L AND stat_date < %L'
            ' RETURNING *) INSERT INTO %I SELECT * FROM moved',
            month, month + interval '1 month', partition);
        EXECUTE format(
            'ALTER TABLE system_usage_statistics ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
            partition, month, (month + interval '1 month')::date);
        made := made + 1;
    END LOOP;
    RETURN made;
END
$function$;
