-- Boards with ranks have the order of their records in memory. An index of it costs each score two pages, so
-- that only records of other boards are in one: `ordered` says of a board that they are, and then they have
-- their score and subscore a second time.
ALTER TABLE leaderboard ADD COLUMN ordered integer NOT NULL DEFAULT 0;
ALTER TABLE leaderboard_record ADD COLUMN order_score integer;
ALTER TABLE leaderboard_record ADD COLUMN order_subscore integer;
DROP INDEX leaderboard_record_rank_idx;
UPDATE leaderboard SET ordered = 1 WHERE enable_ranks = 0;
UPDATE leaderboard_record SET order_score = score, order_subscore = subscore
    WHERE leaderboard_id IN (SELECT id FROM leaderboard WHERE ordered = 1);
CREATE INDEX leaderboard_record_order_idx
    ON leaderboard_record (leaderboard_id, expiry_sec, order_score, order_subscore, owner_id)
    WHERE order_score IS NOT NULL;
