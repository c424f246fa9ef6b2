CREATE TABLE league (
    id             varchar(128) COLLATE "C" NOT NULL PRIMARY KEY,
    state          bytea NOT NULL,
    -- The last reset whose promotions are done.
    last_reset_sec bigint NOT NULL DEFAULT 0
);
CREATE TABLE league_member (
    league_id   varchar(128) COLLATE "C" NOT NULL REFERENCES league (id) ON DELETE CASCADE,
    user_id     uuid NOT NULL,
    username    varchar(128) COLLATE "C" NOT NULL,
    division    bigint NOT NULL CHECK (division > 0),
    PRIMARY KEY (league_id, user_id)
);
CREATE INDEX league_member_user_id_idx ON league_member (user_id);
