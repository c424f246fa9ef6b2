-- Times are microseconds since 1970-01-01 UTC; 0 is "never".
CREATE TABLE users (
    id                       blob PRIMARY KEY NOT NULL,
    username                 text NOT NULL,
    display_name             text,
    avatar_url               text,
    lang_tag                 text NOT NULL DEFAULT 'en',
    location                 text,
    timezone                 text,
    metadata                 text NOT NULL DEFAULT '{}',
    wallet                   text NOT NULL DEFAULT '{}',
    email                    text,
    password                 blob CHECK (length(password) < 32000),
    facebook_id              text,
    google_id                text,
    gamecenter_id            text,
    steam_id                 text,
    custom_id                text,
    facebook_instant_game_id text,
    apple_id                 text,
    edge_count               integer NOT NULL DEFAULT 0 CHECK (edge_count >= 0),
    create_time              integer NOT NULL,
    update_time              integer NOT NULL,
    verify_time              integer NOT NULL DEFAULT 0,
    disable_time             integer NOT NULL DEFAULT 0
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
VALUES (x'00000000000000000000000000000000', '', 0, 0);

CREATE TABLE user_device (
    id                 text PRIMARY KEY NOT NULL,
    user_id            blob NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    preferences        text NOT NULL DEFAULT '{}',
    push_token_amazon  text NOT NULL DEFAULT '',
    push_token_android text NOT NULL DEFAULT '',
    push_token_huawei  text NOT NULL DEFAULT '',
    push_token_ios     text NOT NULL DEFAULT '',
    push_token_web     text NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE UNIQUE INDEX user_device_user_id_id_key ON user_device (user_id, id);

-- Accounts that were deleted, so that what still names them can be explained.
CREATE TABLE user_tombstone (
    user_id     blob PRIMARY KEY NOT NULL,
    create_time integer NOT NULL
);
CREATE INDEX user_tombstone_create_time_user_id_idx ON user_tombstone (create_time, user_id);
