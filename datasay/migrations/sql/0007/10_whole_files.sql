-- 文件完好性：字节何时核对过、何时发现损坏；每个用户占用的空间一次索引扫描即得
ALTER TABLE file_storage_basic ADD COLUMN file_checked_time TIMESTAMP, ADD COLUMN file_damaged_time TIMESTAMP;
COMMENT ON COLUMN file_storage_basic.file_checked_time IS '最近一次核对字节的时间（UTC）';
COMMENT ON COLUMN file_storage_basic.file_damaged_time IS '发现字节损坏或缺失的时间（UTC）';

CREATE INDEX idx_file_storage_basic_checked ON file_storage_basic (coalesce(file_checked_time, file_created_time), file_id) WHERE file_status = 'active';
CREATE INDEX idx_file_storage_basic_damaged ON file_storage_basic (file_checked_time) WHERE file_damaged_time IS NOT NULL;
CREATE INDEX idx_file_storage_basic_usage ON file_storage_basic (file_created_user_id) INCLUDE (file_size, file_status, file_deleted_time);

SELECT datasay_audit('file_storage_basic', '{file_checked_time}');
