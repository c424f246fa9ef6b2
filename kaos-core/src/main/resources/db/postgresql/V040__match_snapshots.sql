CREATE TABLE match_snapshots (
    match_id    uuid PRIMARY KEY,
    node        text NOT NULL,
    handler     text NOT NULL,
    tick        bigint NOT NULL,
    state       bytea NOT NULL,
    create_time bigint NOT NULL
);
CREATE INDEX match_snapshots_node_idx ON match_snapshots (node);
CREATE TABLE match_snapshot_seats (
    match_id    uuid NOT NULL REFERENCES match_snapshots (match_id) ON DELETE CASCADE,
    position    integer NOT NULL,
    user_id     uuid NOT NULL,
    session_id  uuid NOT NULL,
    username    text NOT NULL,
    PRIMARY KEY (match_id, position)
);
