-- A user's number in user_version is another one, too, whenever an edge to a friend begins, ends or is changed: a
-- copy of the list of friends is right for as long as the user's own number and those of all friends are the same.
CREATE TRIGGER user_edge_version_first AFTER INSERT ON user_edge
BEGIN
    UPDATE user_version SET version = version + 1 WHERE user_id = NEW.source_id;
END;
CREATE TRIGGER user_edge_version_next AFTER UPDATE ON user_edge
BEGIN
    UPDATE user_version SET version = version + 1 WHERE user_id IN (OLD.source_id, NEW.source_id);
END;
CREATE TRIGGER user_edge_version_last AFTER DELETE ON user_edge
BEGIN
    UPDATE user_version SET version = version + 1 WHERE user_id = OLD.source_id;
END;
