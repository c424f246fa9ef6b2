-- PostgreSQL takes one of several indexes by what it expects to find in each, and it can be wrong: of what one
-- owner has there may be a hundred thousand. Where the owner's index holds the whole key, either index leads to
-- the one row.
CREATE INDEX storage_user_id_collection_key_idx ON storage (user_id, collection, key);
DROP INDEX storage_user_id_idx;
CREATE INDEX leaderboard_record_owner_id_leaderboard_id_expiry_sec_idx
    ON leaderboard_record (owner_id, leaderboard_id, expiry_sec);
DROP INDEX leaderboard_record_owner_idx;
-- A table that was looked at while it had a few rows is read whole from then on, until it is looked at again,
-- and may have a million of them by then. One that was never looked at is taken for larger: it is left alone
-- until it is.
ALTER TABLE storage SET (autovacuum_analyze_threshold = 5000, autovacuum_vacuum_threshold = 5000);
ALTER TABLE leaderboard_record SET (autovacuum_analyze_threshold = 5000, autovacuum_vacuum_threshold = 5000);
