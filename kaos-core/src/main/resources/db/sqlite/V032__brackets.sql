-- Each bracket is one message; the version guards it against two changes at once.
CREATE TABLE bracket (
    id          text NOT NULL PRIMARY KEY,
    create_time integer NOT NULL,
    version     integer NOT NULL,
    state       blob NOT NULL
);
CREATE INDEX bracket_create_time_id_idx ON bracket (create_time, id);
