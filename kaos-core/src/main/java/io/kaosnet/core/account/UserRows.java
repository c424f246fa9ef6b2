package io.kaosnet.core.account;

import com.google.protobuf.Timestamp;
import io.kaosnet.core.db.Row;
import io.kaosnet.protocol.api.User;

/// Users as other features' queries read them, in one pass with rows of their own. Pure functions.
public final class UserRows {
    /// The columns of the table `users u`, to follow a query's own columns.
    public static final String COLUMNS =
            "u.id, u.username, u.display_name, u.avatar_url, u.lang_tag, u.location, u.timezone,"
                    + " u.metadata, u.facebook_id, u.google_id, u.gamecenter_id, u.steam_id,"
                    + " u.edge_count, u.create_time, u.update_time, u.facebook_instant_game_id,"
                    + " u.apple_id";

    private UserRows() {}

    /// The user of the current row.
    ///
    /// @param first number of the first of [#COLUMNS]
    public static User user(Row row, int first, boolean isOnline) {
        return User.newBuilder()
                .setId(row.uuid(first).toString())
                .setUsername(row.text(first + 1))
                .setDisplayName(row.text(first + 2))
                .setAvatarUrl(row.text(first + 3))
                .setLangTag(row.text(first + 4))
                .setLocation(row.text(first + 5))
                .setTimezone(row.text(first + 6))
                .setMetadata(row.text(first + 7))
                .setFacebookId(row.text(first + 8))
                .setGoogleId(row.text(first + 9))
                .setGamecenterId(row.text(first + 10))
                .setSteamId(row.text(first + 11))
                .setEdgeCount((int) row.integer(first + 12))
                .setCreateTime(seconds(row.integer(first + 13)))
                .setUpdateTime(seconds(row.integer(first + 14)))
                .setFacebookInstantGameId(row.text(first + 15))
                .setAppleId(row.text(first + 16))
                .setOnline(isOnline)
                .build();
    }

    private static Timestamp seconds(long micros) {
        return Timestamp.newBuilder().setSeconds(Math.floorDiv(micros, 1_000_000L)).build();
    }
}
