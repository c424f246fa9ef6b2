-- Times are microseconds since 1970-01-01 UTC; 0 is "never". Within one user, create_time grows
-- strictly, so that a cursor never passes over a notification that was committed after it.
CREATE TABLE notification (
    id          blob PRIMARY KEY NOT NULL,
    user_id     blob NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    subject     text NOT NULL,
    content     text NOT NULL DEFAULT '{}',
    code        integer NOT NULL,
    sender_id   blob NOT NULL,
    create_time integer NOT NULL,
    read_time   integer NOT NULL DEFAULT 0,
    expiry_time integer NOT NULL DEFAULT 0
);
CREATE INDEX notification_user_id_create_time_id_idx ON notification (user_id, create_time, id);
CREATE INDEX notification_expiry_time_idx ON notification (expiry_time) WHERE expiry_time > 0;
