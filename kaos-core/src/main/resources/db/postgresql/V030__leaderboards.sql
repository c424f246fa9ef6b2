CREATE TABLE leaderboard (
    id             varchar(128) COLLATE "C" NOT NULL PRIMARY KEY,
    authoritative  boolean NOT NULL,
    sort_order     smallint NOT NULL CHECK (sort_order BETWEEN 0 AND 1),
    operator       smallint NOT NULL CHECK (operator BETWEEN 0 AND 3),
    reset_schedule varchar(255),
    metadata       jsonb NOT NULL,
    enable_ranks   boolean NOT NULL,
    create_time    bigint NOT NULL,
    -- What only a tournament has: its duration is above 0.
    duration_sec   bigint NOT NULL DEFAULT 0 CHECK (duration_sec >= 0),
    title          varchar(255) NOT NULL DEFAULT '',
    description    varchar(255) NOT NULL DEFAULT '',
    category       smallint NOT NULL DEFAULT 0 CHECK (category BETWEEN 0 AND 127),
    start_sec      bigint NOT NULL DEFAULT 0,
    end_sec        bigint NOT NULL DEFAULT 0,
    join_required  boolean NOT NULL DEFAULT false,
    max_size       bigint NOT NULL DEFAULT 2147483647 CHECK (max_size > 0),
    max_num_score  bigint NOT NULL DEFAULT 1000000 CHECK (max_num_score > 0)
);
CREATE INDEX leaderboard_create_time_id_idx ON leaderboard (create_time, id);

CREATE TABLE leaderboard_record (
    leaderboard_id varchar(128) COLLATE "C" NOT NULL REFERENCES leaderboard (id) ON DELETE CASCADE,
    expiry_sec     bigint NOT NULL,
    owner_id       uuid NOT NULL,
    username       varchar(255),
    score          bigint NOT NULL CHECK (score >= 0),
    subscore       bigint NOT NULL CHECK (subscore >= 0),
    num_score      bigint NOT NULL CHECK (num_score >= 0),
    max_num_score  bigint NOT NULL CHECK (max_num_score >= 0),
    metadata       jsonb NOT NULL,
    create_time    bigint NOT NULL,
    update_time    bigint NOT NULL,
    PRIMARY KEY (leaderboard_id, expiry_sec, owner_id)
);
-- The order of ranks, and what an owner has everywhere.
CREATE INDEX leaderboard_record_rank_idx
    ON leaderboard_record (leaderboard_id, expiry_sec, score, subscore, owner_id);
CREATE INDEX leaderboard_record_owner_idx ON leaderboard_record (owner_id);

-- How many take part in a window of a tournament that has a largest size.
CREATE TABLE tournament_size (
    leaderboard_id varchar(128) COLLATE "C" NOT NULL REFERENCES leaderboard (id) ON DELETE CASCADE,
    expiry_sec     bigint NOT NULL,
    size           bigint NOT NULL,
    PRIMARY KEY (leaderboard_id, expiry_sec)
);
