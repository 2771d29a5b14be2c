-- What the log hashes and hides, as text that can be compared: the parsed form of `RETURN` has none in pg_proc.prosrc.
CREATE OR REPLACE FUNCTION datasay_audit_hash(
    previous_hash bytea, lane integer, number bigint, id bigint, moment timestamp, user_id integer, user_role text,
    actor text, request_id text, subject text, action text, key jsonb, before jsonb, after jsonb
) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT sha256(previous_hash || convert_to(jsonb_build_array(
        lane, number, id, moment, user_id, user_role, actor, request_id, subject, action, key, before, after
    )::text, 'UTF8'))
$$;

-- Bodies of any length: also the words of a speech with their times, what work was asked for, and what stands in a
-- picture.
CREATE OR REPLACE FUNCTION datasay_audit_hides(name text, content text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT length(content) > 200 OR name ~ '_(secret|token|password|password_hash|token_hash|api_key)$'
        OR name ~ '_(content|prompt|narration|scenes|options|timings|params|headline)$'
$$;

CREATE OR REPLACE FUNCTION datasay_audit_digest(content text) RETURNS jsonb LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object(
        'sha256', encode(sha256(convert_to(content, 'UTF8')), 'hex'), 'length', length(content)
    )
$$;
