-- A channel is a stream on which something was kept. last_time is the time of its newest message,
-- microseconds since 1970-01-01 UTC: it grows strictly under the row's lock, so the messages of a
-- channel become visible in the order of their times. Code: 0 chat, 3 to 9 what happened in a group.
CREATE TABLE channel (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    mode       smallint NOT NULL,
    subject    uuid NOT NULL,
    subcontext uuid NOT NULL,
    label      varchar(128) NOT NULL,
    last_time  bigint NOT NULL
);
CREATE UNIQUE INDEX channel_address_key ON channel (mode, subject, subcontext, label);

CREATE TABLE message (
    id          uuid PRIMARY KEY,
    channel_id  bigint NOT NULL REFERENCES channel (id) ON DELETE CASCADE,
    code        smallint NOT NULL,
    sender_id   uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    username    varchar(128) NOT NULL,
    content     jsonb NOT NULL,
    create_time bigint NOT NULL,
    update_time bigint NOT NULL
);
CREATE UNIQUE INDEX message_channel_id_create_time_key ON message (channel_id, create_time);
CREATE INDEX message_sender_id_idx ON message (sender_id);
