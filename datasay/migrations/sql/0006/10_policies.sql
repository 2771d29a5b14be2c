-- 行级安全：每行只给它的主人、共享对象的读者、按角色的管理员和平台自身

CREATE FUNCTION datasay_acting_user() RETURNS integer LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('datasay.user_id', true), '')::integer;

CREATE FUNCTION datasay_acting_role() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(current_setting('datasay.user_role', true), '');

-- Guard a table: `own` is its column of the owner, or the condition under which a row belongs to who acts; `shared` is
-- what everybody who acts may read; with `administered` administrators read and change all of it. The settings are
-- looked at once a statement, hence the SELECTs.
CREATE FUNCTION datasay_guard(
    guarded text, own text, shared text DEFAULT NULL, administered boolean DEFAULT false
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    roles CONSTANT text := CASE WHEN administered THEN '''system'', ''admin'', ''super_admin''' ELSE '''system''' END;
    owned CONSTANT text := CASE WHEN own ~ '^\w+$' THEN own || ' = (SELECT datasay_acting_user())' ELSE own END;
BEGIN
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
    EXECUTE format(
        'CREATE POLICY %I ON %I USING ((SELECT datasay_acting_role()) IN (%s) OR %s)',
        guarded || '_owner', guarded, roles, owned);
    IF shared IS NOT NULL THEN
        EXECUTE format(
            'CREATE POLICY %I ON %I FOR SELECT USING ((SELECT datasay_acting_role()) NOT IN ('''', ''anonymous'') AND %s)',
            guarded || '_shared', guarded, shared);
    END IF;
END
$$;
REVOKE EXECUTE ON FUNCTION datasay_guard(text, text, text, boolean) FROM PUBLIC;

SELECT datasay_guard('user_auth_basic', 'user_id', administered => true);
SELECT datasay_guard('user_auth_session', 'user_id', administered => true);
SELECT datasay_guard('file_storage_basic', 'file_created_user_id', administered => true);
SELECT datasay_guard('text_content_basic', 'text_created_user_id', administered => true);
SELECT datasay_guard('text_content_version', 'EXISTS (SELECT FROM text_content_basic AS whole WHERE whole.text_id = text_content_version.text_id)');
SELECT datasay_guard('text_analyse_result', 'EXISTS (SELECT FROM text_content_basic AS whole WHERE whole.text_id = text_analyse_result.text_id)');
SELECT datasay_guard('text_template_basic', 'template_created_user_id', 'template_visibility = ''shared''');
SELECT datasay_guard('voice_timbre_basic', 'timbre_created_user_id', 'timbre_visibility = ''shared''');
SELECT datasay_guard('voice_timbre_clone', 'clone_created_user_id');
SELECT datasay_guard('voice_timbre_template', 'template_created_user_id');
SELECT datasay_guard('voice_audio_basic', 'audio_created_user_id');
SELECT datasay_guard('voice_audio_analyse', 'EXISTS (SELECT FROM voice_audio_basic AS whole WHERE whole.audio_id = voice_audio_analyse.audio_id)');
SELECT datasay_guard('voice_audio_template', 'template_created_user_id');
SELECT datasay_guard('image_content_basic', 'image_created_user_id');
SELECT datasay_guard('image_analyse_result', 'EXISTS (SELECT FROM image_content_basic AS whole WHERE whole.image_id = image_analyse_result.image_id)');
SELECT datasay_guard('image_template_basic', 'template_created_user_id');
SELECT datasay_guard('mixall_content_basic', 'mixall_created_user_id');
SELECT datasay_guard('mixall_content_scene', 'EXISTS (SELECT FROM mixall_content_basic AS whole WHERE whole.mixall_id = scene_mixall_id)');
SELECT datasay_guard('task_management_queue', 'task_created_user_id', administered => true);
SELECT datasay_guard('task_management_step', 'step_user_id', administered => true);
SELECT datasay_guard('task_management_outbox', 'EXISTS (SELECT FROM task_management_queue AS whole WHERE whole.task_id = outbox_task_id)');
SELECT datasay_guard('platform_integration_config', 'platform_created_user_id', 'platform_visibility = ''shared''');
SELECT datasay_guard('platform_publish_record', 'publish_created_user_id');
SELECT datasay_guard('system_usage_statistics', 'stat_user_id', administered => true);
SELECT datasay_guard('system_usage_event', 'event_user_id', administered => true);
SELECT datasay_guard('system_usage_price', '(false)', 'true', administered => true);
SELECT datasay_guard('system_search_entry', 'search_user_id');

-- The log is written in the owner's name, also where its owner is bound (FORCE); nobody else has the right to insert.
CREATE POLICY system_audit_log_written ON system_audit_log FOR INSERT WITH CHECK (true);

-- A partition asked for by its own name knows no policy of the whole. It is the platform's alone.
CREATE FUNCTION datasay_guard_partitions() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    part record;
BEGIN
    FOR part IN
        SELECT child.relname, whole.relforcerowsecurity AS forced
          FROM pg_inherits
          JOIN pg_class AS child ON child.oid = inhrelid AND child.relkind = 'r'
          JOIN pg_class AS whole ON whole.oid = inhparent AND whole.relrowsecurity
         WHERE child.relnamespace = current_schema()::regnamespace AND NOT child.relrowsecurity
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', part.relname);
        EXECUTE format(
            'CREATE POLICY %I ON %I USING ((SELECT datasay_acting_role()) = ''system'')',
            part.relname || '_platform', part.relname);
        IF part.forced THEN
            EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', part.relname);
        END IF;
    END LOOP;
END
$$;
REVOKE EXECUTE ON FUNCTION datasay_guard_partitions() FROM PUBLIC;
SELECT datasay_guard_partitions();
