-- 系统监控模块

CREATE TABLE system_usage_statistics (
    stat_id SERIAL,
    stat_date DATE NOT NULL,
    stat_user_id INTEGER,
    stat_api_calls_text INTEGER DEFAULT 0,
    stat_api_calls_voice INTEGER DEFAULT 0,
    stat_api_calls_image INTEGER DEFAULT 0,
    stat_storage_used_bytes BIGINT DEFAULT 0,
    stat_processing_time_seconds NUMERIC(10,2) DEFAULT 0,
    stat_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    stat_updated_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT system_usage_statistics_pkey PRIMARY KEY (stat_id, stat_date),
    CONSTRAINT system_usage_statistics_stat_api_calls_text_check CHECK (stat_api_calls_text >= 0),
    CONSTRAINT system_usage_statistics_stat_api_calls_voice_check CHECK (stat_api_calls_voice >= 0),
    CONSTRAINT system_usage_statistics_stat_api_calls_image_check CHECK (stat_api_calls_image >= 0),
    CONSTRAINT system_usage_statistics_stat_storage_used_bytes_check CHECK (stat_storage_used_bytes >= 0),
    CONSTRAINT system_usage_statistics_stat_processing_time_seconds_check CHECK (stat_processing_time_seconds >= 0),
    CONSTRAINT system_usage_statistics_stat_user_id_fkey FOREIGN KEY (stat_user_id) REFERENCES user_auth_basic (user_id)
) PARTITION BY RANGE (stat_date);

CREATE TABLE system_usage_statistics_default PARTITION OF system_usage_statistics DEFAULT;

CREATE INDEX idx_system_usage_statistics_date ON system_usage_statistics (stat_date);
CREATE UNIQUE INDEX idx_system_usage_statistics_user_date ON system_usage_statistics (stat_user_id, stat_date);

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

COMMENT ON TABLE system_usage_statistics IS '系统使用统计表：每用户每日用量，按月分区';
COMMENT ON COLUMN system_usage_statistics.stat_id IS '统计ID';
COMMENT ON COLUMN system_usage_statistics.stat_date IS '统计日期（UTC）；分区键';
COMMENT ON COLUMN system_usage_statistics.stat_user_id IS '用户ID';
COMMENT ON COLUMN system_usage_statistics.stat_api_calls_text IS '文本接口调用次数';
COMMENT ON COLUMN system_usage_statistics.stat_api_calls_voice IS '语音接口调用次数';
COMMENT ON COLUMN system_usage_statistics.stat_api_calls_image IS '图像接口调用次数';
COMMENT ON COLUMN system_usage_statistics.stat_storage_used_bytes IS '占用存储（字节）';
COMMENT ON COLUMN system_usage_statistics.stat_processing_time_seconds IS '处理耗时（秒）';
COMMENT ON COLUMN system_usage_statistics.stat_created_time IS '创建时间（UTC）';
COMMENT ON COLUMN system_usage_statistics.stat_updated_time IS '更新时间（UTC）';
COMMENT ON FUNCTION datasay_make_month_partitions(integer) IS '补建统计表的月分区：上月、本月及其后若干月，返回新建数量';

SELECT datasay_make_month_partitions(3);
