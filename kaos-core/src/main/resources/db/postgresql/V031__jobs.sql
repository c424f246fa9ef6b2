-- Work at a time. A server that runs a job holds it until lease_until_ms; the token tells a later
-- holder from an earlier one.
CREATE TABLE job (
    kind           varchar(64) COLLATE "C" NOT NULL,
    key            varchar(128) COLLATE "C" NOT NULL,
    due_sec        bigint NOT NULL,
    lease_until_ms bigint NOT NULL DEFAULT 0,
    token          bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (kind, key)
);
CREATE INDEX job_due_sec_idx ON job (due_sec);
