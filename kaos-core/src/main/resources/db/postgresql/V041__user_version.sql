-- Of each user a number that is another one whenever what others see of the user has changed, whoever
-- changed it: a copy of the user is right for as long as the number is the same. It starts anywhere, so that
-- a user who is deleted and made again does not come to a number that was there before.
CREATE TABLE user_version (
    user_id uuid PRIMARY KEY,
    version bigint NOT NULL
);
INSERT INTO user_version (user_id, version) SELECT id, 0 FROM users;
CREATE FUNCTION users_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO user_version (user_id, version) VALUES (NEW.id, (random() * 4000000000000000000)::bigint)
            ON CONFLICT (user_id) DO UPDATE SET version = excluded.version;
    ELSIF TG_OP = 'UPDATE' THEN
        UPDATE user_version SET version = version + 1 WHERE user_id = NEW.id;
    ELSE
        DELETE FROM user_version WHERE user_id = OLD.id;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER users_version_first_last AFTER INSERT OR DELETE ON users
FOR EACH ROW EXECUTE FUNCTION users_version();
CREATE TRIGGER users_version_next
AFTER UPDATE OF username, display_name, avatar_url, lang_tag, location, timezone, metadata, facebook_id, google_id,
    gamecenter_id, steam_id, facebook_instant_game_id, apple_id, edge_count, create_time, update_time
ON users
FOR EACH ROW EXECUTE FUNCTION users_version();

CREATE INDEX user_edge_metadata_idx ON user_edge (source_id, state, position, destination_id) WHERE metadata <> '{}';
