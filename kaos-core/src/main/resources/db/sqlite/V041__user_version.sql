-- Of each user a number that is another one whenever what others see of the user has changed, whoever
-- changed it: a copy of the user is right for as long as the number is the same. It starts anywhere, so that
-- a user who is deleted and made again does not come to a number that was there before. A table of its
-- own, since a list of users looks up the number of each and users are wide rows.
CREATE TABLE user_version (
    user_id blob PRIMARY KEY NOT NULL,
    version integer NOT NULL
) WITHOUT ROWID;
INSERT INTO user_version (user_id, version) SELECT id, 0 FROM users;
CREATE TRIGGER users_version_first AFTER INSERT ON users
BEGIN
    INSERT OR REPLACE INTO user_version (user_id, version) VALUES (NEW.id, random() >> 1);
END;
CREATE TRIGGER users_version_next
AFTER UPDATE OF username, display_name, avatar_url, lang_tag, location, timezone, metadata, facebook_id, google_id,
    gamecenter_id, steam_id, facebook_instant_game_id, apple_id, edge_count, create_time, update_time
ON users
BEGIN
    UPDATE user_version SET version = version + 1 WHERE user_id = NEW.id;
END;
CREATE TRIGGER users_version_last AFTER DELETE ON users
BEGIN
    DELETE FROM user_version WHERE user_id = OLD.id;
END;

-- What a list of friends says of each but for the metadata, which few have.
DROP INDEX user_edge_source_id_state_position_idx;
CREATE INDEX user_edge_source_id_state_position_idx
    ON user_edge (source_id, state, position, destination_id, update_time);
CREATE INDEX user_edge_metadata_idx ON user_edge (source_id, state, position, destination_id) WHERE metadata <> '{}';
