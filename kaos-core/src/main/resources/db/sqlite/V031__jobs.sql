-- Work at a time. A server that runs a job holds it until lease_until_ms; the token tells a later
-- holder from an earlier one.
CREATE TABLE job (
    kind           text NOT NULL,
    key            text NOT NULL,
    due_sec        integer NOT NULL,
    lease_until_ms integer NOT NULL DEFAULT 0,
    token          integer NOT NULL DEFAULT 0,
    PRIMARY KEY (kind, key)
) WITHOUT ROWID;
CREATE INDEX job_due_sec_idx ON job (due_sec);
