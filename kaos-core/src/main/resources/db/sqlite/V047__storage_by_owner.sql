-- What one owner has lies together: a batch of a player's objects reads, changes and logs one page or two, where
-- it was one for each object. By key, objects are found in an index.
CREATE TABLE storage_by_owner (
    collection  text NOT NULL,
    key         text NOT NULL,
    user_id     blob NOT NULL,
    value       text NOT NULL,
    version     text NOT NULL,
    read        integer NOT NULL DEFAULT 1 CHECK (read BETWEEN 0 AND 2),
    write       integer NOT NULL DEFAULT 1 CHECK (write BETWEEN 0 AND 2),
    create_time integer NOT NULL,
    update_time integer NOT NULL,
    PRIMARY KEY (user_id, collection, key)
) WITHOUT ROWID;
INSERT INTO storage_by_owner (collection, key, user_id, value, version, read, write, create_time, update_time)
    SELECT collection, key, user_id, value, version, read, write, create_time, update_time
    FROM storage ORDER BY user_id, collection, key;
CREATE TABLE storage_field_by_owner (
    collection text NOT NULL,
    field      text NOT NULL,
    is_number  integer NOT NULL,
    number     real NOT NULL,
    text       text NOT NULL,
    key        text NOT NULL,
    user_id    blob NOT NULL,
    PRIMARY KEY (collection, field, is_number, number, text, key, user_id),
    FOREIGN KEY (collection, key, user_id)
        REFERENCES storage_by_owner (collection, key, user_id) ON DELETE CASCADE
) WITHOUT ROWID;
INSERT INTO storage_field_by_owner (collection, field, is_number, number, text, key, user_id)
    SELECT collection, field, is_number, number, text, key, user_id FROM storage_field;
-- The fields first: as long as they refer to it, dropping a table deletes its rows, and theirs.
DROP TABLE storage_field;
DROP TABLE storage;
ALTER TABLE storage_by_owner RENAME TO storage;
ALTER TABLE storage_field_by_owner RENAME TO storage_field;
-- One for each order in which objects are listed.
CREATE INDEX storage_collection_user_id_read_key_idx ON storage (collection, user_id, read, key);
CREATE INDEX storage_collection_read_key_user_id_idx ON storage (collection, read, key, user_id);
CREATE INDEX storage_collection_key_user_id_idx ON storage (collection, key, user_id);
CREATE INDEX storage_field_collection_key_user_id_idx ON storage_field (collection, key, user_id);
