-- A channel is a stream on which something was kept. last_time is the time of its newest message,
-- microseconds since 1970-01-01 UTC: it grows strictly under the row's lock, so the messages of a
-- channel become visible in the order of their times. Code: 0 chat, 3 to 9 what happened in a group.
CREATE TABLE channel (
    id         integer PRIMARY KEY,
    mode       integer NOT NULL,
    subject    blob NOT NULL,
    subcontext blob NOT NULL,
    label      text NOT NULL,
    last_time  integer NOT NULL
);
CREATE UNIQUE INDEX channel_address_key ON channel (mode, subject, subcontext, label);

CREATE TABLE message (
    id          blob PRIMARY KEY NOT NULL,
    channel_id  integer NOT NULL REFERENCES channel (id) ON DELETE CASCADE,
    code        integer NOT NULL,
    sender_id   blob NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    username    text NOT NULL,
    content     text NOT NULL,
    create_time integer NOT NULL,
    update_time integer NOT NULL
);
CREATE UNIQUE INDEX message_channel_id_create_time_key ON message (channel_id, create_time);
CREATE INDEX message_sender_id_idx ON message (sender_id);
