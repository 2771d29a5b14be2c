CREATE OR REPLACE FUNCTION datasay_audit_hash(
    previous_hash bytea, lane integer, number bigint, id bigint, moment timestamp, user_id integer, user_role text,
    actor text, request_id text, subject text, action text, key jsonb, before jsonb, after jsonb
) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
RETURN sha256(previous_hash || convert_to(jsonb_build_array(
    lane, number, id, moment, user_id, user_role, actor, request_id, subject, action, key, before, after
)::text, 'UTF8'));

CREATE OR REPLACE FUNCTION datasay_audit_hides(name text, content text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN length(content) > 200 OR name ~ '_(secret|token|password|password_hash|token_hash|api_key)$'
    OR name ~ '_(content|prompt|narration|scenes|options)$';

CREATE OR REPLACE FUNCTION datasay_audit_digest(content text) RETURNS jsonb LANGUAGE sql STABLE PARALLEL SAFE
RETURN jsonb_build_object(
    'sha256', encode(sha256(convert_to(content, 'UTF8')), 'hex'), 'length', length(content)
);
