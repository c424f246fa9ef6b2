CREATE TABLE match_snapshots (
    match_id    blob PRIMARY KEY NOT NULL,
    node        text NOT NULL,
    handler     text NOT NULL,
    tick        integer NOT NULL,
    state       blob NOT NULL,
    create_time integer NOT NULL
);
CREATE INDEX match_snapshots_node_idx ON match_snapshots (node);
CREATE TABLE match_snapshot_seats (
    match_id    blob NOT NULL REFERENCES match_snapshots (match_id) ON DELETE CASCADE,
    position    integer NOT NULL,
    user_id     blob NOT NULL,
    session_id  blob NOT NULL,
    username    text NOT NULL,
    PRIMARY KEY (match_id, position)
);
