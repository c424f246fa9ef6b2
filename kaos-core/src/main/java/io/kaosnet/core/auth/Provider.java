package io.kaosnet.core.auth;

/// Identifiers that live in a column of `users`, one for each user.
enum Provider {
    CUSTOM("custom_id"),
    EMAIL("email"),
    APPLE("apple_id"),
    FACEBOOK("facebook_id"),
    FACEBOOK_INSTANT_GAME("facebook_instant_game_id"),
    GAME_CENTER("gamecenter_id"),
    GOOGLE("google_id"),
    STEAM("steam_id");

    final String column;
    final String findSql;
    final String createSql;
    final String linkSql;
    final String unlinkSql;

    Provider(String column) {
        this.column = column;
        this.findSql =
                "SELECT id, username, password, disable_time FROM users WHERE " + column + " = ?";
        this.createSql =
                "INSERT INTO users (id, username, create_time, update_time, "
                        + column
                        + ", password) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
        boolean isEmail = column.equals("email");
        this.linkSql =
                "UPDATE users SET "
                        + column
                        + " = ?, "
                        + (isEmail ? "password = ?, " : "")
                        + "update_time = ? WHERE id = ?";
        this.unlinkSql =
                "UPDATE users SET "
                        + column
                        + " = NULL, "
                        + (isEmail ? "password = NULL, " : "")
                        + "update_time = ? WHERE id = ?";
    }
}
