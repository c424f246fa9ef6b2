-- Each side of a friendship is a row of its own. States: 0 friend, 1 invite sent, 2 invite
-- received, 3 blocked. Position is when the edge was made, microseconds since 1970-01-01 UTC.
CREATE TABLE user_edge (
    source_id      blob NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    destination_id blob NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    state          integer NOT NULL CHECK (state BETWEEN 0 AND 3),
    position       integer NOT NULL,
    update_time    integer NOT NULL,
    metadata       text NOT NULL DEFAULT '{}',
    PRIMARY KEY (source_id, destination_id),
    CHECK (source_id <> destination_id)
) WITHOUT ROWID;
CREATE INDEX user_edge_source_id_state_position_idx ON user_edge (source_id, state, position, destination_id);
CREATE INDEX user_edge_destination_id_idx ON user_edge (destination_id);
