-- 被审计的表；各表不记录的列及其原因见 datasay/migrations/audited.py

SELECT datasay_audit('user_auth_basic', '{user_updated_time,user_last_login_time}', '{"user_role": "role_change", "user_password_changed_time": "password_change"}');
SELECT datasay_audit('user_auth_session', '{session_last_used_time}');
SELECT datasay_audit('file_storage_basic');
SELECT datasay_audit('text_template_basic', '{template_usage_count}');
SELECT datasay_audit('text_content_basic', '{text_updated_time,text_revision}');
SELECT datasay_audit('text_content_version');
SELECT datasay_audit('text_analyse_result');
SELECT datasay_audit('voice_timbre_basic', '{timbre_updated_time}');
SELECT datasay_audit('voice_timbre_clone', '{clone_progress}');
SELECT datasay_audit('voice_timbre_template', '{template_usage_count}');
SELECT datasay_audit('voice_audio_template', '{template_usage_count}');
SELECT datasay_audit('voice_audio_basic', '{audio_updated_time}');
SELECT datasay_audit('voice_audio_analyse');
SELECT datasay_audit('image_template_basic', '{template_usage_count}');
SELECT datasay_audit('image_content_basic', '{image_updated_time}');
SELECT datasay_audit('image_analyse_result');
SELECT datasay_audit('mixall_content_basic', '{mixall_updated_time}');
SELECT datasay_audit('mixall_content_scene', '{scene_updated_time}');
SELECT datasay_audit('task_management_queue', '{task_progress,task_step_name,task_remaining_seconds,task_event_number,task_lease_id,task_lease_expire_time,task_worker_name,task_attempt_count}');
SELECT datasay_audit('platform_integration_config', '{platform_updated_time}');
SELECT datasay_audit('platform_publish_record', '{publish_updated_time}');
SELECT datasay_audit('system_usage_statistics', '{stat_updated_time,stat_storage_used_bytes}');


-- What runs in the owner's name, with all that it calls, finds its tables nowhere but here; the rest only the owner may
-- call.
DO $$
DECLARE
    signature text;
BEGIN
    FOR signature IN
        SELECT oid::regprocedure FROM pg_proc
         WHERE pronamespace = current_schema()::regnamespace
           AND proname IN ('datasay_audit_change', 'datasay_audit_emptied', 'datasay_audit_note',
                           'datasay_make_month_partitions', 'datasay_drop_audit_month')
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', signature, current_schema());
    END LOOP;
END
$$;

REVOKE EXECUTE ON FUNCTION datasay_audit_write(text, text, jsonb, jsonb, jsonb, integer) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION datasay_audit(text, text[], jsonb) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION datasay_drop_audit_month(date) FROM PUBLIC;
