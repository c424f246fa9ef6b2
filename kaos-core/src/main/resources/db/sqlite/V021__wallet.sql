CREATE TABLE wallet_ledger (
    id          blob PRIMARY KEY NOT NULL,
    user_id     blob NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    changeset   text NOT NULL,
    metadata    text NOT NULL DEFAULT '{}',
    create_time integer NOT NULL,
    update_time integer NOT NULL
);
CREATE INDEX wallet_ledger_user_id_create_time_id_idx ON wallet_ledger (user_id, create_time, id);
