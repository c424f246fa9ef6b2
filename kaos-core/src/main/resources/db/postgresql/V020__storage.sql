CREATE TABLE storage (
    collection  varchar(128) COLLATE "C" NOT NULL,
    key         varchar(128) COLLATE "C" NOT NULL,
    user_id     uuid NOT NULL,
    value       jsonb NOT NULL,
    version     varchar(32) NOT NULL,
    read        smallint NOT NULL DEFAULT 1 CHECK (read BETWEEN 0 AND 2),
    write       smallint NOT NULL DEFAULT 1 CHECK (write BETWEEN 0 AND 2),
    create_time bigint NOT NULL,
    update_time bigint NOT NULL,
    PRIMARY KEY (collection, key, user_id)
);
-- One for each order in which objects are listed.
CREATE INDEX storage_collection_user_id_read_key_idx ON storage (collection, user_id, read, key);
CREATE INDEX storage_collection_read_key_user_id_idx ON storage (collection, read, key, user_id);
CREATE INDEX storage_user_id_idx ON storage (user_id);
