-- 用户认证模块

CREATE TABLE user_auth_basic (
    user_id SERIAL,
    user_name VARCHAR(50) NOT NULL,
    user_email VARCHAR(100) NOT NULL,
    user_phone VARCHAR(20),
    user_password_hash VARCHAR(255) NOT NULL,
    user_status VARCHAR(20) DEFAULT 'active',
    user_role VARCHAR(20) DEFAULT 'user',
    user_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    user_updated_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    user_last_login_time TIMESTAMP,
    user_profile_avatar VARCHAR(500),
    user_profile_nickname VARCHAR(100),
    user_password_changed_time TIMESTAMP,
    CONSTRAINT user_auth_basic_pkey PRIMARY KEY (user_id),
    CONSTRAINT user_auth_basic_user_status_check CHECK (user_status IN ('active', 'inactive', 'suspended')),
    CONSTRAINT user_auth_basic_user_role_check CHECK (user_role IN ('user', 'admin', 'super_admin')),
    CONSTRAINT user_auth_basic_user_name_key UNIQUE (user_name),
    CONSTRAINT user_auth_basic_user_email_key UNIQUE (user_email)
);

CREATE INDEX idx_user_auth_basic_email ON user_auth_basic (user_email);
CREATE INDEX idx_user_auth_basic_name ON user_auth_basic (user_name);
CREATE UNIQUE INDEX idx_user_auth_basic_name_lower ON user_auth_basic (lower(user_name));
CREATE INDEX idx_user_auth_basic_status_role_time ON user_auth_basic (user_status, user_role, user_created_time);
CREATE INDEX idx_user_auth_basic_time ON user_auth_basic (user_created_time DESC, user_id DESC);

COMMENT ON TABLE user_auth_basic IS '用户基础表：账号、角色与个人资料';
COMMENT ON COLUMN user_auth_basic.user_id IS '用户ID';
COMMENT ON COLUMN user_auth_basic.user_name IS '用户名，唯一';
COMMENT ON COLUMN user_auth_basic.user_email IS '电子邮箱，唯一';
COMMENT ON COLUMN user_auth_basic.user_phone IS '手机号';
COMMENT ON COLUMN user_auth_basic.user_password_hash IS '密码哈希（argon2id）';
COMMENT ON COLUMN user_auth_basic.user_status IS '用户状态：active, inactive, suspended';
COMMENT ON COLUMN user_auth_basic.user_role IS '用户角色：user, admin, super_admin';
COMMENT ON COLUMN user_auth_basic.user_created_time IS '创建时间（UTC）';
COMMENT ON COLUMN user_auth_basic.user_updated_time IS '更新时间（UTC）';
COMMENT ON COLUMN user_auth_basic.user_last_login_time IS '最后登录时间（UTC）';
COMMENT ON COLUMN user_auth_basic.user_profile_avatar IS '头像地址';
COMMENT ON COLUMN user_auth_basic.user_profile_nickname IS '昵称';
COMMENT ON COLUMN user_auth_basic.user_password_changed_time IS '密码最后修改时间（UTC）';

CREATE TABLE user_auth_session (
    session_id VARCHAR(128) NOT NULL,
    user_id INTEGER NOT NULL,
    session_token_hash VARCHAR(255) NOT NULL,
    session_expire_time TIMESTAMP NOT NULL,
    session_created_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    session_ip_address INET,
    session_user_agent TEXT,
    session_last_used_time TIMESTAMP,
    CONSTRAINT user_auth_session_pkey PRIMARY KEY (session_id),
    CONSTRAINT user_auth_session_user_id_fkey FOREIGN KEY (user_id) REFERENCES user_auth_basic (user_id)
);

CREATE INDEX idx_user_auth_session_expire ON user_auth_session (session_expire_time);
CREATE UNIQUE INDEX idx_user_auth_session_token ON user_auth_session (session_token_hash);
CREATE INDEX idx_user_auth_session_user ON user_auth_session (user_id);

COMMENT ON TABLE user_auth_session IS '用户会话表：登录会话，仅保存令牌的哈希';
COMMENT ON COLUMN user_auth_session.session_id IS '会话ID';
COMMENT ON COLUMN user_auth_session.user_id IS '所属用户ID';
COMMENT ON COLUMN user_auth_session.session_token_hash IS '会话令牌的哈希，唯一';
COMMENT ON COLUMN user_auth_session.session_expire_time IS '过期时间（UTC），使用时顺延';
COMMENT ON COLUMN user_auth_session.session_created_time IS '创建时间（UTC）';
COMMENT ON COLUMN user_auth_session.session_ip_address IS '登录IP地址';
COMMENT ON COLUMN user_auth_session.session_user_agent IS '客户端标识（User-Agent）';
COMMENT ON COLUMN user_auth_session.session_last_used_time IS '最近使用时间（UTC）';
