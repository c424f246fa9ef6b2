package io.kaosnet.core.account;

import com.google.protobuf.Timestamp;
import io.kaosnet.core.db.Row;
import io.kaosnet.protocol.api.User;

/// Users as other features' queries read them, in one pass with rows of their own. Pure functions.
///
/// Most users have most columns at their default, and reading a column out of a row costs more than
/// finding the row: a number says which of them are worth reading.
public final class UserRows {
    private static final int DISPLAY_NAME = 1;
    private static final int AVATAR_URL = 1 << 1;
    private static final int LANG_TAG = 1 << 2;
    private static final int LOCATION = 1 << 3;
    private static final int TIMEZONE = 1 << 4;
    private static final int METADATA = 1 << 5;
    private static final int FACEBOOK_ID = 1 << 6;
    private static final int GOOGLE_ID = 1 << 7;
    private static final int GAMECENTER_ID = 1 << 8;
    private static final int STEAM_ID = 1 << 9;
    private static final int FACEBOOK_INSTANT_GAME_ID = 1 << 10;
    private static final int APPLE_ID = 1 << 11;

    /// The columns of the table `users u`, to follow a query's own columns.
    public static final String COLUMNS =
            "u.id, u.username, u.edge_count, u.create_time, u.update_time,"
                    + " CASE WHEN u.display_name IS NULL THEN 0 ELSE 1 END"
                    + " + CASE WHEN u.avatar_url IS NULL THEN 0 ELSE 2 END"
                    + " + CASE WHEN u.lang_tag = 'en' THEN 0 ELSE 4 END"
                    + " + CASE WHEN u.location IS NULL THEN 0 ELSE 8 END"
                    + " + CASE WHEN u.timezone IS NULL THEN 0 ELSE 16 END"
                    + " + CASE WHEN u.metadata = '{}' THEN 0 ELSE 32 END"
                    + " + CASE WHEN u.facebook_id IS NULL THEN 0 ELSE 64 END"
                    + " + CASE WHEN u.google_id IS NULL THEN 0 ELSE 128 END"
                    + " + CASE WHEN u.gamecenter_id IS NULL THEN 0 ELSE 256 END"
                    + " + CASE WHEN u.steam_id IS NULL THEN 0 ELSE 512 END"
                    + " + CASE WHEN u.facebook_instant_game_id IS NULL THEN 0 ELSE 1024 END"
                    + " + CASE WHEN u.apple_id IS NULL THEN 0 ELSE 2048 END,"
                    + " u.display_name, u.avatar_url, u.lang_tag, u.location, u.timezone,"
                    + " u.metadata, u.facebook_id, u.google_id, u.gamecenter_id, u.steam_id,"
                    + " u.facebook_instant_game_id, u.apple_id";

    /// How many [#COLUMNS] there are.
    static final int COUNT = 18;

    private UserRows() {}

    /// The user of the current row.
    ///
    /// @param first number of the first of [#COLUMNS]
    public static User user(Row row, int first, boolean isOnline) {
        int set = (int) row.integer(first + 5);
        User.Builder user =
                User.newBuilder()
                        .setId(row.uuid(first).toString())
                        .setUsername(row.text(first + 1))
                        .setEdgeCount((int) row.integer(first + 2))
                        .setCreateTime(seconds(row.integer(first + 3)))
                        .setUpdateTime(seconds(row.integer(first + 4)))
                        .setLangTag((set & LANG_TAG) == 0 ? "en" : row.text(first + 8))
                        .setMetadata((set & METADATA) == 0 ? "{}" : row.text(first + 11))
                        .setOnline(isOnline);
        if ((set & ~(LANG_TAG | METADATA)) != 0) {
            readRare(row, first + 6, set, user);
        }
        return user.build();
    }

    private static void readRare(Row row, int first, int set, User.Builder user) {
        if ((set & DISPLAY_NAME) != 0) {
            user.setDisplayName(row.text(first));
        }
        if ((set & AVATAR_URL) != 0) {
            user.setAvatarUrl(row.text(first + 1));
        }
        if ((set & LOCATION) != 0) {
            user.setLocation(row.text(first + 3));
        }
        if ((set & TIMEZONE) != 0) {
            user.setTimezone(row.text(first + 4));
        }
        if ((set & FACEBOOK_ID) != 0) {
            user.setFacebookId(row.text(first + 6));
        }
        if ((set & GOOGLE_ID) != 0) {
            user.setGoogleId(row.text(first + 7));
        }
        if ((set & GAMECENTER_ID) != 0) {
            user.setGamecenterId(row.text(first + 8));
        }
        if ((set & STEAM_ID) != 0) {
            user.setSteamId(row.text(first + 9));
        }
        if ((set & FACEBOOK_INSTANT_GAME_ID) != 0) {
            user.setFacebookInstantGameId(row.text(first + 10));
        }
        if ((set & APPLE_ID) != 0) {
            user.setAppleId(row.text(first + 11));
        }
    }

    private static Timestamp seconds(long micros) {
        return Timestamp.newBuilder().setSeconds(Math.floorDiv(micros, 1_000_000L)).build();
    }
}
