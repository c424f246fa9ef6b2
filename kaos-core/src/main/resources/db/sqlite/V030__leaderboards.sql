CREATE TABLE leaderboard (
    id             text NOT NULL PRIMARY KEY,
    authoritative  integer NOT NULL,
    sort_order     integer NOT NULL CHECK (sort_order BETWEEN 0 AND 1),
    operator       integer NOT NULL CHECK (operator BETWEEN 0 AND 3),
    reset_schedule text,
    metadata       text NOT NULL,
    enable_ranks   integer NOT NULL,
    create_time    integer NOT NULL,
    -- What only a tournament has: its duration is above 0.
    duration_sec   integer NOT NULL DEFAULT 0 CHECK (duration_sec >= 0),
    title          text NOT NULL DEFAULT '',
    description    text NOT NULL DEFAULT '',
    category       integer NOT NULL DEFAULT 0 CHECK (category BETWEEN 0 AND 127),
    start_sec      integer NOT NULL DEFAULT 0,
    end_sec        integer NOT NULL DEFAULT 0,
    join_required  integer NOT NULL DEFAULT 0,
    max_size       integer NOT NULL DEFAULT 2147483647 CHECK (max_size > 0),
    max_num_score  integer NOT NULL DEFAULT 1000000 CHECK (max_num_score > 0)
) WITHOUT ROWID;
CREATE INDEX leaderboard_create_time_id_idx ON leaderboard (create_time, id);

CREATE TABLE leaderboard_record (
    leaderboard_id text NOT NULL REFERENCES leaderboard (id) ON DELETE CASCADE,
    expiry_sec     integer NOT NULL,
    owner_id       blob NOT NULL,
    username       text,
    score          integer NOT NULL CHECK (score >= 0),
    subscore       integer NOT NULL CHECK (subscore >= 0),
    num_score      integer NOT NULL CHECK (num_score >= 0),
    max_num_score  integer NOT NULL CHECK (max_num_score >= 0),
    metadata       text NOT NULL,
    create_time    integer NOT NULL,
    update_time    integer NOT NULL,
    PRIMARY KEY (leaderboard_id, expiry_sec, owner_id)
) WITHOUT ROWID;
-- The order of ranks, and what an owner has everywhere.
CREATE INDEX leaderboard_record_rank_idx
    ON leaderboard_record (leaderboard_id, expiry_sec, score, subscore, owner_id);
CREATE INDEX leaderboard_record_owner_idx ON leaderboard_record (owner_id);

-- How many take part in a window of a tournament that has a largest size.
CREATE TABLE tournament_size (
    leaderboard_id text NOT NULL REFERENCES leaderboard (id) ON DELETE CASCADE,
    expiry_sec     integer NOT NULL,
    size           integer NOT NULL,
    PRIMARY KEY (leaderboard_id, expiry_sec)
) WITHOUT ROWID;
