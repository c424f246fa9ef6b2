-- The fields that queries go by.
CREATE TABLE storage_field_declared (
    collection varchar(128) COLLATE "C" NOT NULL,
    field      text COLLATE "C" NOT NULL,
    PRIMARY KEY (collection, field)
);

-- Their values, one row for each element of an array; texts by their beginning.
CREATE TABLE storage_field (
    collection varchar(128) COLLATE "C" NOT NULL,
    field      text COLLATE "C" NOT NULL,
    is_number  boolean NOT NULL,
    number     double precision NOT NULL,
    text       text COLLATE "C" NOT NULL,
    key        varchar(128) COLLATE "C" NOT NULL,
    user_id    uuid NOT NULL,
    PRIMARY KEY (collection, field, is_number, number, text, key, user_id),
    FOREIGN KEY (collection, key, user_id)
        REFERENCES storage (collection, key, user_id) ON DELETE CASCADE
);
CREATE INDEX storage_field_collection_key_user_id_idx ON storage_field (collection, key, user_id);
