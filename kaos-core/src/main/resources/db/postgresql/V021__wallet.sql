CREATE TABLE wallet_ledger (
    id          uuid PRIMARY KEY,
    user_id     uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    changeset   jsonb NOT NULL,
    metadata    jsonb NOT NULL DEFAULT '{}',
    create_time bigint NOT NULL,
    update_time bigint NOT NULL
);
CREATE INDEX wallet_ledger_user_id_create_time_id_idx ON wallet_ledger (user_id, create_time, id);
