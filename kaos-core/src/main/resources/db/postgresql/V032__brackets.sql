-- Each bracket is one message; the version guards it against two changes at once.
CREATE TABLE bracket (
    id          varchar(128) COLLATE "C" NOT NULL PRIMARY KEY,
    create_time bigint NOT NULL,
    version     bigint NOT NULL,
    state       bytea NOT NULL
);
CREATE INDEX bracket_create_time_id_idx ON bracket (create_time, id);
