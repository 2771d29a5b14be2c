-- 撤销文件完好性与用量索引
SELECT datasay_audit('file_storage_basic');
ALTER TABLE file_storage_basic DROP COLUMN file_checked_time, DROP COLUMN file_damaged_time;
DROP INDEX idx_file_storage_basic_usage;
