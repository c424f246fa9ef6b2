-- Tokens that are not to be taken any more, until they would have ended anyway.
CREATE TABLE revoked_token (
    token_id    text PRIMARY KEY NOT NULL,
    user_id     blob NOT NULL,
    expiry_time integer NOT NULL
) WITHOUT ROWID;

-- All tokens of a user issued up to a time.
CREATE TABLE revoked_user (
    user_id     blob PRIMARY KEY NOT NULL,
    revoke_time integer NOT NULL,
    expiry_time integer NOT NULL
) WITHOUT ROWID;
