-- Which brackets a user takes part in.
CREATE TABLE bracket_entrant (
    user_id    blob NOT NULL,
    bracket_id text NOT NULL REFERENCES bracket (id) ON DELETE CASCADE,
    PRIMARY KEY (user_id, bracket_id)
) WITHOUT ROWID;
CREATE INDEX bracket_entrant_bracket_id_idx ON bracket_entrant (bracket_id);
-- In the message each entrant begins with the tag 0x0a, the length 0x24 and the id of the user as text; so does
-- the message itself where its id is as long.
INSERT INTO bracket_entrant (user_id, bracket_id)
    WITH RECURSIVE piece (id, rest) AS (
        SELECT id, state FROM bracket
        UNION ALL
        SELECT id, substr(rest, instr(rest, x'0a24') + 2) FROM piece WHERE instr(rest, x'0a24') > 0
    ),
    start (id, text) AS (SELECT id, CAST(substr(rest, 1, 36) AS text) FROM piece)
    SELECT DISTINCT unhex(text, '-'), id FROM start
        WHERE text LIKE '________-____-____-____-____________' AND unhex(text, '-') IS NOT NULL AND text <> id;
