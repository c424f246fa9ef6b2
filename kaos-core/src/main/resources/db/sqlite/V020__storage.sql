CREATE TABLE storage (
    collection  text NOT NULL,
    key         text NOT NULL,
    user_id     blob NOT NULL,
    value       text NOT NULL,
    version     text NOT NULL,
    read        integer NOT NULL DEFAULT 1 CHECK (read BETWEEN 0 AND 2),
    write       integer NOT NULL DEFAULT 1 CHECK (write BETWEEN 0 AND 2),
    create_time integer NOT NULL,
    update_time integer NOT NULL,
    PRIMARY KEY (collection, key, user_id)
) WITHOUT ROWID;
-- One for each order in which objects are listed.
CREATE INDEX storage_collection_user_id_read_key_idx ON storage (collection, user_id, read, key);
CREATE INDEX storage_collection_read_key_user_id_idx ON storage (collection, read, key, user_id);
CREATE INDEX storage_user_id_idx ON storage (user_id);
