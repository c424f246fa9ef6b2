-- Times are microseconds since 1970-01-01 UTC; 0 is "never". Within one user, create_time grows
-- strictly, so that a cursor never passes over a notification that was committed after it.
CREATE TABLE notification (
    id          uuid PRIMARY KEY,
    user_id     uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    subject     varchar(255) NOT NULL,
    content     jsonb NOT NULL DEFAULT '{}',
    code        integer NOT NULL,
    sender_id   uuid NOT NULL,
    create_time bigint NOT NULL,
    read_time   bigint NOT NULL DEFAULT 0,
    expiry_time bigint NOT NULL DEFAULT 0
);
CREATE INDEX notification_user_id_create_time_id_idx ON notification (user_id, create_time, id);
CREATE INDEX notification_expiry_time_idx ON notification (expiry_time) WHERE expiry_time > 0;
