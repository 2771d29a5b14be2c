ALTER TABLE platform_integration_config DROP CONSTRAINT platform_integration_config_platform_name_check;
ALTER TABLE voice_timbre_basic DROP CONSTRAINT voice_timbre_basic_timbre_platform_check;
ALTER TABLE voice_timbre_basic ADD CONSTRAINT voice_timbre_basic_timbre_platform_check CHECK (timbre_platform IN ('volcano', 'azure', 'openai', 'local', 'sherpa'));
COMMENT ON COLUMN voice_timbre_basic.timbre_platform IS '音色平台：volcano, azure, openai, local, sherpa';
ALTER TABLE image_template_basic DROP CONSTRAINT image_template_basic_template_platform_check;
ALTER TABLE image_template_basic ADD CONSTRAINT image_template_basic_template_platform_check CHECK (template_platform IN ('midjourney', 'dalle', 'stable_diffusion', 'local'));
COMMENT ON COLUMN image_template_basic.template_platform IS '模板平台：midjourney, dalle, stable_diffusion, local';
