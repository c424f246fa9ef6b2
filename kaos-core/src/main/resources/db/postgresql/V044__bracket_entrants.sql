-- Which brackets a user takes part in.
CREATE TABLE bracket_entrant (
    user_id    uuid NOT NULL,
    bracket_id text NOT NULL REFERENCES bracket (id) ON DELETE CASCADE,
    PRIMARY KEY (user_id, bracket_id)
);
CREATE INDEX bracket_entrant_bracket_id_idx ON bracket_entrant (bracket_id);
-- In the message each entrant begins with the tag 0x0a, the length 0x24 and the id of the user as text; so does
-- the message itself where its id is as long.
INSERT INTO bracket_entrant (user_id, bracket_id)
    SELECT DISTINCT found[1]::uuid, id
        FROM bracket,
            regexp_matches(
                encode(state, 'escape'), '\n\$([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})', 'g') AS found
        WHERE found[1] <> id;
