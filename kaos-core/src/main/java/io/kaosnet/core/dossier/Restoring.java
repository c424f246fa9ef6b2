package io.kaosnet.core.dossier;

import io.kaosnet.core.account.UserRules;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Arguments;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.db.ConstraintException;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.Query;
import io.kaosnet.core.db.Tx;
import io.kaosnet.core.leaderboard.Leaderboards;
import io.kaosnet.core.storage.Storage;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Writes a dossier's account; [Belongings] what hangs on it.
final class Restoring {
    private static final String COLUMNS =
            "username = ?, display_name = ?, avatar_url = ?, lang_tag = ?, location = ?,"
                    + " timezone = ?, metadata = {json}, facebook_id = ?, google_id = ?,"
                    + " gamecenter_id = ?, steam_id = ?, facebook_instant_game_id = ?,"
                    + " apple_id = ?, create_time = ?, update_time = ?, wallet = {json}, email = ?,"
                    + " custom_id = ?, verify_time = ?, disable_time = ?";

    private final Database database;
    private final Belongings belongings;
    private final Clock clock;

    Restoring(Database database, Storage storage, Leaderboards leaderboards, Clock clock) {
        this.database = database;
        this.belongings = new Belongings(storage, leaderboards);
        this.clock = clock;
    }

    UUID restore(Part dossier, @Nullable UUID wanted) {
        if (dossier.number("format", 1, Dossiers.FORMAT, Dossiers.FORMAT) != Dossiers.FORMAT
                || dossier.part("account").isEmpty()) {
            throw ApiException.invalidArgument("data: no account in it");
        }
        UUID source = dossier.part("account").part("user").id("id");
        UUID target = wanted == null ? source : wanted;
        if (target.equals(Storage.SYSTEM)) {
            throw ApiException.invalidArgument("user id: the system is no user");
        }
        try {
            database.write(
                    tx -> {
                        writeAccount(tx, target, dossier);
                        belongings.write(tx, target, dossier);
                        return target;
                    });
        } catch (ConstraintException e) {
            if (e.kind() == ConstraintException.Kind.UNIQUE) {
                throw new ApiException(
                        Code.ALREADY_EXISTS,
                        "The user name or an identifier belongs to another user");
            }
            throw ApiException.invalidArgument("data: breaks a rule of the database");
        }
        return target;
    }

    private void writeAccount(Tx tx, UUID userId, Part dossier) {
        Part account = dossier.part("account");
        Part user = account.part("user");
        long nowMicros = clock.nowMs() * 1000;
        UserRules.checkUsername(user.text("username"));
        boolean isNew =
                !tx.sql("SELECT 1 FROM users WHERE id = ? {for-update}").bind(userId).exists();
        if (isNew) {
            // Under a name of its own until the next statement.
            tx.sql("INSERT INTO users (id, username, create_time, update_time) VALUES (?, ?, ?, ?)")
                    .bind(userId)
                    .bind(userId.toString())
                    .bind(nowMicros)
                    .bind(nowMicros)
                    .update();
        }
        Query query = tx.sql("UPDATE users SET " + COLUMNS + " WHERE id = ?");
        query.bind(user.text("username"))
                .bind(text(user, "display_name", 255))
                .bind(text(user, "avatar_url", 512))
                .bind(user.text("lang_tag", "en"))
                .bind(text(user, "location", 255))
                .bind(text(user, "timezone", 255))
                .bind(object(user, "metadata"))
                .bind(identifier(user, "facebook_id"))
                .bind(identifier(user, "google_id"))
                .bind(identifier(user, "gamecenter_id"))
                .bind(identifier(user, "steam_id"))
                .bind(identifier(user, "facebook_instant_game_id"))
                .bind(identifier(user, "apple_id"))
                .bind(user.micros("create_time", nowMicros))
                .bind(user.micros("update_time", nowMicros))
                .bind(object(account, "wallet"))
                .bind(text(account, "email", 255))
                .bind(identifier(account, "custom_id"))
                .bind(account.micros("verify_time", 0))
                .bind(account.micros("disable_time", 0))
                .bind(userId)
                .update();
        tx.sql("DELETE FROM user_device WHERE user_id = ?").bind(userId).update();
        for (Part device : account.parts("devices")) {
            tx.sql("INSERT INTO user_device (id, user_id) VALUES (?, ?)")
                    .bind(text(device, "id", 128))
                    .bind(userId)
                    .update();
        }
    }

    private static @Nullable String identifier(Part part, String name) {
        return text(part, name, 128);
    }

    private static @Nullable String text(Part part, String name, int mostChars) {
        String text = part.textOrNull(name);
        if (text == null || text.isEmpty()) {
            return null;
        }
        UserRules.checkLength(name, text, mostChars);
        return text;
    }

    /// A JSON object as a text; an empty one when it is not there.
    static String object(Part part, String name) {
        String text = part.text(name, "{}");
        if (!Arguments.isJsonObject(text)) {
            throw ApiException.invalidArgument(name + ": expected a JSON object as a text");
        }
        return text;
    }
}
