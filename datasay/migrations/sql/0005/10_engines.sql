-- 引擎名称由已安装的引擎决定，数据库只约束其写法
ALTER TABLE voice_timbre_basic DROP CONSTRAINT voice_timbre_basic_timbre_platform_check;
ALTER TABLE voice_timbre_basic ADD CONSTRAINT voice_timbre_basic_timbre_platform_check CHECK (timbre_platform ~ '^[a-z][a-z0-9_]{0,49}$');
COMMENT ON COLUMN voice_timbre_basic.timbre_platform IS '音色平台：语音引擎名称，如 volcano, azure, openai, local, sherpa';

ALTER TABLE image_template_basic DROP CONSTRAINT image_template_basic_template_platform_check;
ALTER TABLE image_template_basic ADD CONSTRAINT image_template_basic_template_platform_check CHECK (template_platform ~ '^[a-z][a-z0-9_]{0,49}$');
COMMENT ON COLUMN image_template_basic.template_platform IS '模板平台：图像引擎名称，如 midjourney, dalle, stable_diffusion, local';

ALTER TABLE platform_integration_config ADD CONSTRAINT platform_integration_config_platform_name_check CHECK (platform_name ~ '^[a-z][a-z0-9_]{0,49}$');
