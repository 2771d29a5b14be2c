-- 记录变更：触发器与事件

-- What is hashed of a row besides the hash of the row before it: a JSON array, as PostgreSQL writes jsonb.
CREATE FUNCTION datasay_audit_hash(
    previous_hash bytea, lane integer, number bigint, id bigint, moment timestamp, user_id integer, user_role text,
    actor text, request_id text, subject text, action text, key jsonb, before jsonb, after jsonb
) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
RETURN sha256(previous_hash || convert_to(jsonb_build_array(
    lane, number, id, moment, user_id, user_role, actor, request_id, subject, action, key, before, after
)::text, 'UTF8'));

-- Whether only the hash of a value is kept: it is long, or its column is named as those of secrets are.
CREATE FUNCTION datasay_audit_hides(name text, content text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN length(content) > 200 OR name ~ '_(secret|token|password|password_hash|token_hash|api_key)$';

CREATE FUNCTION datasay_audit_digest(content text) RETURNS jsonb LANGUAGE sql STABLE PARALLEL SAFE
RETURN jsonb_build_object(
    'sha256', encode(sha256(convert_to(content, 'UTF8')), 'hex'), 'length', length(content)
);

-- Columns as they are kept: secrets and long values as their hash, of a whole row only what is not null.
CREATE FUNCTION datasay_audit_shown(given jsonb, is_whole boolean) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    nulls text[];
    digests jsonb;
BEGIN
    SELECT array_agg(name) FILTER (WHERE content IS NULL AND is_whole),
           jsonb_object_agg(name, datasay_audit_digest(content)) FILTER (WHERE content IS NOT NULL)
      INTO nulls, digests
      FROM jsonb_each_text(given) AS columns (name, content)
     WHERE content IS NULL OR datasay_audit_hides(name, content);
    RETURN given - coalesce(nulls, '{}') || coalesce(digests, '{}');
END
$$;

-- Add one row to the log, in a lane that nobody else writes to until this transaction ends.
--
-- A lane is held by an advisory lock that is tried and never waited for, so that no two transactions can wait for each
-- other here; the 64 usual lanes are followed by as many more as there are writers. Where the head of the lane lies is
-- remembered for the rest of the transaction, since a lane's older heads pile up until it ends; it is a setting that
-- anybody can set, so it is only believed if the lock is held and the head is there.
CREATE FUNCTION datasay_audit_write(
    subject text, action text, key jsonb, before jsonb, after jsonb, acting_user integer DEFAULT NULL
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    lanes CONSTANT integer := 64;
    locks CONSTANT integer := 7310;
    remembered text[] := regexp_match(current_setting('datasay.audit_head', true), '^(\d{1,6}) (\(\d{1,9},\d{1,4}\))$');
    lane integer := remembered[1];
    head record;
    id bigint;
    moment timestamp;
    user_id integer := coalesce(acting_user, nullif(nullif(current_setting('datasay.user_id', true), ''), '0')::integer);
    user_role text := left(nullif(current_setting('datasay.user_role', true), ''), 20);
    actor text := left(nullif(current_setting('datasay.actor_name', true), ''), 100);
    request_id text := left(nullif(nullif(current_setting('datasay.request_id', true), ''), '-'), 64);
    hash bytea;
    place tid;
BEGIN
    IF acting_user IS NOT NULL THEN
        SELECT account.user_role INTO user_role FROM user_auth_basic AS account WHERE account.user_id = acting_user;
        actor := NULL;
    ELSIF actor IS NULL AND user_role IS NULL THEN
        actor := session_user;
    END IF;
    IF pg_try_advisory_xact_lock(locks, lane) THEN
        SELECT ctid AS place, chain_number AS number, chain_hash AS hash, chain_time AS moment INTO head
          FROM system_audit_chain WHERE ctid = remembered[2]::tid AND chain_lane = lane;
    END IF;
    IF head IS NULL THEN
        FOR step IN 0..1000000 LOOP
            lane := CASE WHEN step < lanes THEN (pg_backend_pid() + step) % lanes ELSE step END;
            EXIT WHEN pg_try_advisory_xact_lock(locks, lane);
        END LOOP;
        SELECT ctid AS place, chain_number AS number, chain_hash AS hash, chain_time AS moment INTO head
          FROM system_audit_chain WHERE chain_lane = lane;
        IF NOT FOUND THEN
            INSERT INTO system_audit_chain
            VALUES (lane, 0, decode(repeat('00', 32), 'hex'), '-infinity', 1, decode(repeat('00', 32), 'hex'))
            RETURNING ctid AS place, chain_number AS number, chain_hash AS hash, chain_time AS moment INTO head;
        END IF;
    END IF;
    id := nextval('system_audit_log_audit_id_seq');
    moment := greatest(timezone('UTC', clock_timestamp()), head.moment);
    hash := datasay_audit_hash(
        head.hash, lane, head.number + 1, id, moment, user_id, user_role, actor, request_id, subject, action, key,
        before, after
    );
    INSERT INTO system_audit_log (
        audit_id, audit_time, audit_user_id, audit_user_role, audit_actor, audit_request_id, audit_table, audit_action,
        audit_key, audit_before, audit_after, audit_lane, audit_lane_number, audit_previous_hash, audit_hash
    ) VALUES (
        id, moment, user_id, user_role, actor, request_id, subject, action,
        key, before, after, lane, head.number + 1, head.hash, hash
    );
    UPDATE system_audit_chain SET chain_number = head.number + 1, chain_hash = hash, chain_time = moment
     WHERE ctid = head.place AND chain_number = head.number RETURNING ctid INTO place;
    IF NOT FOUND THEN
        -- Under READ COMMITTED this cannot be; a transaction with an older snapshot must not fork the chain.
        RAISE EXCEPTION 'The audit chain went on meanwhile.' USING ERRCODE = 'serialization_failure';
    END IF;
    PERFORM set_config('datasay.audit_head', lane || ' ' || place::text, true);
END
$$;

-- The trigger of every audited table: its name, the columns of its key, those that are never kept, and the actions that
-- a change of a column is called by.
CREATE FUNCTION datasay_audit_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    key_columns CONSTANT text[] := TG_ARGV[1];
    left_out CONSTANT text[] := TG_ARGV[2];
    called CONSTANT jsonb := TG_ARGV[3];
    row_now jsonb;
    row_before jsonb;
    before jsonb;
    after jsonb;
    key jsonb := '{}';
    action text := lower(TG_OP);
BEGIN
    IF TG_OP = 'UPDATE' THEN
        row_before := to_jsonb(OLD);
        row_now := to_jsonb(NEW);
        IF row_before - left_out = row_now - left_out THEN
            RETURN NULL;
        END IF;
        SELECT jsonb_object_agg(name, row_before -> name), jsonb_object_agg(name, value) INTO before, after
          FROM jsonb_each(row_now - left_out) AS columns (name, value) WHERE value <> row_before -> name;
        IF called <> '{}' THEN
            SELECT coalesce(max(called ->> name), action) INTO action
              FROM jsonb_object_keys(called) AS names (name) WHERE after ? name;
        END IF;
        before := datasay_audit_shown(before, false);
        after := datasay_audit_shown(after, false);
    ELSIF TG_OP = 'INSERT' THEN
        row_now := to_jsonb(NEW);
        after := datasay_audit_shown(row_now - left_out, true);
    ELSE
        row_now := to_jsonb(OLD);
        before := datasay_audit_shown(row_now - left_out, true);
    END IF;
    FOR number IN 1..cardinality(key_columns) LOOP
        key := key || jsonb_build_object(key_columns[number], row_now -> key_columns[number]);
    END LOOP;
    PERFORM datasay_audit_write(TG_ARGV[0], action, key, before, after);
    RETURN NULL;
END
$$;

CREATE FUNCTION datasay_audit_emptied() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    PERFORM datasay_audit_write(TG_ARGV[0], 'truncate', NULL, NULL, jsonb_build_object('partition', TG_TABLE_NAME));
    RETURN NULL;
END
$$;

-- What is no change of a row: logins, exports. Nobody can pass off an event as a change.
CREATE FUNCTION datasay_audit_note(
    action text, subject text, key jsonb, details jsonb, acting_user integer DEFAULT NULL
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF action NOT IN ('login', 'login_failed', 'logout', 'export', 'label_switch') THEN
        RAISE EXCEPTION '% is no event that can be noted.', action USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM datasay_audit_write(subject, action, key, NULL, datasay_audit_shown(details, true), acting_user);
END
$$;

-- Audit a table, or audit it anew with other columns left out.
CREATE FUNCTION datasay_audit(
    audited text, left_out text[] DEFAULT '{}', called jsonb DEFAULT '{}'
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    key_columns text[];
    unknown text;
    part regclass;
BEGIN
    SELECT array_agg(attname ORDER BY place) INTO STRICT key_columns
      FROM pg_index, unnest(indkey::int2[]) WITH ORDINALITY AS keys (number, place)
      JOIN pg_attribute ON attnum = number
     WHERE indrelid = audited::regclass AND indisprimary AND attrelid = indrelid;
    SELECT name INTO unknown FROM unnest(left_out) AS names (name)
     WHERE NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = audited::regclass AND attname = name);
    IF FOUND THEN
        RAISE EXCEPTION '% has no column %.', audited, unknown;
    END IF;
    EXECUTE format('DROP TRIGGER IF EXISTS datasay_audit ON %I', audited);
    EXECUTE format(
        'CREATE TRIGGER datasay_audit AFTER INSERT OR UPDATE OR DELETE ON %I'
        ' FOR EACH ROW EXECUTE FUNCTION datasay_audit_change(%L, %L, %L, %L)',
        audited, audited, key_columns, left_out, called);
    FOR part IN SELECT relid FROM pg_partition_tree(audited::regclass) UNION SELECT audited::regclass LOOP
        EXECUTE format('DROP TRIGGER IF EXISTS datasay_audit_emptied ON %s', part);
        EXECUTE format(
            'CREATE TRIGGER datasay_audit_emptied AFTER TRUNCATE ON %s'
            ' FOR EACH STATEMENT EXECUTE FUNCTION datasay_audit_emptied(%L)',
            part, audited);
    END LOOP;
END
$$;
