-- Tokens that are not to be taken any more, until they would have ended anyway.
CREATE TABLE revoked_token (
    token_id    text PRIMARY KEY,
    user_id     uuid NOT NULL,
    expiry_time bigint NOT NULL
);

-- All tokens of a user issued up to a time.
CREATE TABLE revoked_user (
    user_id     uuid PRIMARY KEY,
    revoke_time bigint NOT NULL,
    expiry_time bigint NOT NULL
);
