CREATE TABLE league (
    id             text NOT NULL PRIMARY KEY,
    state          blob NOT NULL,
    -- The last reset whose promotions are done.
    last_reset_sec integer NOT NULL DEFAULT 0
);
CREATE TABLE league_member (
    league_id   text NOT NULL REFERENCES league (id) ON DELETE CASCADE,
    user_id     blob NOT NULL,
    username    text NOT NULL,
    division    integer NOT NULL CHECK (division > 0),
    PRIMARY KEY (league_id, user_id)
);
CREATE INDEX league_member_user_id_idx ON league_member (user_id);
