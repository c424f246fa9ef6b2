-- The fields that queries go by.
CREATE TABLE storage_field_declared (
    collection text NOT NULL,
    field      text NOT NULL,
    PRIMARY KEY (collection, field)
) WITHOUT ROWID;

-- Their values, one row for each element of an array; texts by their beginning.
CREATE TABLE storage_field (
    collection text NOT NULL,
    field      text NOT NULL,
    is_number  integer NOT NULL,
    number     real NOT NULL,
    text       text NOT NULL,
    key        text NOT NULL,
    user_id    blob NOT NULL,
    PRIMARY KEY (collection, field, is_number, number, text, key, user_id),
    FOREIGN KEY (collection, key, user_id)
        REFERENCES storage (collection, key, user_id) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX storage_field_collection_key_user_id_idx ON storage_field (collection, key, user_id);
