-- Why and until when a user is banned; users.disable_time says that it is. Times are microseconds
-- since 1970-01-01 UTC, an end of 0 is "for good".
CREATE TABLE user_ban (
    user_id     uuid PRIMARY KEY NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    reason      text NOT NULL,
    create_time bigint NOT NULL,
    end_time    bigint NOT NULL
);
-- A change of a wallet that its caller named, so that it is made once however often it is sent.
CREATE TABLE wallet_operation (
    operation_key text PRIMARY KEY NOT NULL,
    create_time   bigint NOT NULL,
    result        text NOT NULL
);
CREATE INDEX wallet_operation_create_time_idx ON wallet_operation (create_time);
