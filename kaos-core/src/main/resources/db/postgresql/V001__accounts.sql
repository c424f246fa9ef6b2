-- Times are microseconds since 1970-01-01 UTC; 0 is "never".
CREATE TABLE users (
    id                       uuid PRIMARY KEY,
    username                 varchar(128) NOT NULL,
    display_name             varchar(255),
    avatar_url               varchar(512),
    lang_tag                 varchar(18) NOT NULL DEFAULT 'en',
    location                 varchar(255),
    timezone                 varchar(255),
    metadata                 jsonb NOT NULL DEFAULT '{}',
    wallet                   jsonb NOT NULL DEFAULT '{}',
    email                    varchar(255),
    password                 bytea CHECK (length(password) < 32000),
    facebook_id              varchar(128),
    google_id                varchar(128),
    gamecenter_id            varchar(128),
    steam_id                 varchar(128),
    custom_id                varchar(128),
    facebook_instant_game_id varchar(128),
    apple_id                 varchar(128),
    edge_count               integer NOT NULL DEFAULT 0 CHECK (edge_count >= 0),
    create_time              bigint NOT NULL,
    update_time              bigint NOT NULL,
    verify_time              bigint NOT NULL DEFAULT 0,
    disable_time             bigint NOT NULL DEFAULT 0
);

-- Identifiers that few accounts have are indexed only where they are set.
CREATE UNIQUE INDEX users_username_key ON users (username);
CREATE UNIQUE INDEX users_email_key ON users (email) WHERE email IS NOT NULL;
CREATE UNIQUE INDEX users_facebook_id_key ON users (facebook_id) WHERE facebook_id IS NOT NULL;
CREATE UNIQUE INDEX users_google_id_key ON users (google_id) WHERE google_id IS NOT NULL;
CREATE UNIQUE INDEX users_gamecenter_id_key ON users (gamecenter_id) WHERE gamecenter_id IS NOT NULL;
CREATE UNIQUE INDEX users_steam_id_key ON users (steam_id) WHERE steam_id IS NOT NULL;
CREATE UNIQUE INDEX users_custom_id_key ON users (custom_id) WHERE custom_id IS NOT NULL;
CREATE UNIQUE INDEX users_facebook_instant_game_id_key ON users (facebook_instant_game_id) WHERE facebook_instant_game_id IS NOT NULL;
CREATE UNIQUE INDEX users_apple_id_key ON users (apple_id) WHERE apple_id IS NOT NULL;
-- For listings of accounts, newest first.
CREATE INDEX users_create_time_id_idx ON users (create_time, id);

-- The system: owner of what belongs to no player. Nobody can log in as it.
INSERT INTO users (id, username, create_time, update_time)
VALUES ('00000000-0000-0000-0000-000000000000', '', 0, 0);

CREATE TABLE user_device (
    id                 varchar(128) PRIMARY KEY,
    user_id            uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    preferences        jsonb NOT NULL DEFAULT '{}',
    push_token_amazon  varchar(512) NOT NULL DEFAULT '',
    push_token_android varchar(512) NOT NULL DEFAULT '',
    push_token_huawei  varchar(512) NOT NULL DEFAULT '',
    push_token_ios     varchar(512) NOT NULL DEFAULT '',
    push_token_web     varchar(512) NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX user_device_user_id_id_key ON user_device (user_id, id);

-- Accounts that were deleted, so that what still names them can be explained.
CREATE TABLE user_tombstone (
    user_id     uuid PRIMARY KEY,
    create_time bigint NOT NULL
);
CREATE INDEX user_tombstone_create_time_user_id_idx ON user_tombstone (create_time, user_id);
