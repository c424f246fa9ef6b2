-- A user's number in user_version is another one, too, whenever an edge to a friend begins, ends or is changed: a
-- copy of the list of friends is right for as long as the user's own number and those of all friends are the same.
CREATE FUNCTION user_edge_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE user_version SET version = version + 1 WHERE user_id = OLD.source_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        UPDATE user_version SET version = version + 1 WHERE user_id = NEW.source_id;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER user_edge_version AFTER INSERT OR UPDATE OR DELETE ON user_edge
FOR EACH ROW EXECUTE FUNCTION user_edge_version();
