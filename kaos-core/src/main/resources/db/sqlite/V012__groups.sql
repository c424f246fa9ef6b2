-- State of a group: 0 open, 1 closed. State of a member: 0 superadmin, 1 admin, 2 member, 3 asks to
-- join, 4 banned. edge_count counts the states 0 to 2. Times and positions are microseconds since
-- 1970-01-01 UTC. name_lower orders and searches by bytes.
CREATE TABLE groups (
    id           blob PRIMARY KEY NOT NULL,
    creator_id   blob NOT NULL,
    name         text NOT NULL,
    name_lower   text NOT NULL,
    description  text NOT NULL DEFAULT '',
    avatar_url   text NOT NULL DEFAULT '',
    lang_tag     text NOT NULL DEFAULT 'en',
    metadata     text NOT NULL DEFAULT '{}',
    state        integer NOT NULL,
    edge_count   integer NOT NULL,
    max_count    integer NOT NULL CHECK (max_count >= 1),
    create_time  integer NOT NULL,
    update_time  integer NOT NULL,
    disable_time integer NOT NULL DEFAULT 0,
    CHECK (edge_count >= 0 AND edge_count <= max_count)
);
CREATE UNIQUE INDEX groups_name_key ON groups (name);
CREATE INDEX groups_create_time_id_idx ON groups (create_time, id);
CREATE INDEX groups_name_lower_id_idx ON groups (name_lower, id);

CREATE TABLE group_edge (
    group_id    blob NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
    user_id     blob NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    state       integer NOT NULL CHECK (state BETWEEN 0 AND 4),
    position    integer NOT NULL,
    update_time integer NOT NULL,
    PRIMARY KEY (group_id, user_id)
) WITHOUT ROWID;
CREATE INDEX group_edge_group_id_state_position_idx ON group_edge (group_id, state, position, user_id);
CREATE INDEX group_edge_user_id_state_position_idx ON group_edge (user_id, state, position, group_id);
