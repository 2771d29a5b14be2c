CREATE OR REPLACE FUNCTION datasay_drop_audit_month(month date) RETURNS bigint LANGUAGE plpgsql AS $$
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
