package io.kaosnet.core.dossier;

import static io.kaosnet.core.dossier.Section.big;
import static io.kaosnet.core.dossier.Section.flag;
import static io.kaosnet.core.dossier.Section.id;
import static io.kaosnet.core.dossier.Section.number;
import static io.kaosnet.core.dossier.Section.text;
import static io.kaosnet.core.dossier.Section.time;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.Tx;
import io.kaosnet.core.leaderboard.Leaderboards;
import io.kaosnet.core.storage.Storage;
import io.kaosnet.protocol.json.JsonFactories;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is held about users, out of the server and back in. Blocks; safe from any virtual thread.
/// Asks nobody for permission.
///
/// A dossier has no password: whoever reads it cannot log in with it.
public final class Dossiers {
    static final int FORMAT = 1;
    private static final JsonFactory JSON = JsonFactories.create();

    private static final String ACCOUNT =
            "SELECT id, username, display_name, avatar_url, lang_tag, location, timezone, metadata,"
                    + " facebook_id, google_id, gamecenter_id, steam_id, facebook_instant_game_id,"
                    + " apple_id, create_time, update_time, wallet, email, custom_id, verify_time,"
                    + " disable_time FROM users WHERE id = ? AND username <> ''";
    private static final List<Section.Field> ACCOUNT_FIELDS =
            List.of(
                    id("user.id"),
                    text("user.username"),
                    text("user.display_name"),
                    text("user.avatar_url"),
                    text("user.lang_tag"),
                    text("user.location"),
                    text("user.timezone"),
                    text("user.metadata"),
                    text("user.facebook_id"),
                    text("user.google_id"),
                    text("user.gamecenter_id"),
                    text("user.steam_id"),
                    text("user.facebook_instant_game_id"),
                    text("user.apple_id"),
                    time("user.create_time"),
                    time("user.update_time"),
                    text("wallet"),
                    text("email"),
                    text("custom_id"),
                    time("verify_time"),
                    time("disable_time"));
    private static final Section DEVICES =
            new Section(
                    "devices",
                    "SELECT id FROM user_device WHERE user_id = ? ORDER BY id",
                    List.of(text("id")));

    static final List<Section> SECTIONS =
            List.of(
                    new Section(
                            "bans",
                            "SELECT reason, create_time, end_time FROM user_ban WHERE user_id = ?",
                            List.of(text("reason"), time("create_time"), time("end_time"))),
                    new Section(
                            "objects",
                            "SELECT collection, key, user_id, value, version, read, write,"
                                    + " create_time, update_time FROM storage WHERE user_id = ?"
                                    + " ORDER BY collection, key",
                            List.of(
                                    text("collection"),
                                    text("key"),
                                    id("user_id"),
                                    text("value"),
                                    text("version"),
                                    number("permission_read"),
                                    number("permission_write"),
                                    time("create_time"),
                                    time("update_time"))),
                    new Section(
                            "friends",
                            "SELECT e.destination_id, u.username, e.state, e.metadata, e.position,"
                                    + " e.update_time FROM user_edge e JOIN users u ON u.id ="
                                    + " e.destination_id WHERE e.source_id = ?"
                                    + " ORDER BY e.state, e.position, e.destination_id",
                            List.of(
                                    id("user.id"),
                                    text("user.username"),
                                    number("state"),
                                    text("metadata"),
                                    time("create_time"),
                                    time("update_time"))),
                    new Section(
                            "groups",
                            "SELECT g.id, g.name, e.state, e.position, e.update_time FROM"
                                    + " group_edge e JOIN groups g ON g.id = e.group_id"
                                    + " WHERE e.user_id = ? ORDER BY e.state, e.position, g.id",
                            List.of(
                                    id("group.id"),
                                    text("group.name"),
                                    number("state"),
                                    time("create_time"),
                                    time("update_time"))),
                    new Section(
                            "messages",
                            "SELECT m.id, m.code, m.sender_id, m.username, m.content,"
                                    + " m.create_time, m.update_time, c.mode, c.subject,"
                                    + " c.subcontext, c.label FROM message m JOIN channel c ON"
                                    + " c.id = m.channel_id WHERE m.sender_id = ?"
                                    + " ORDER BY m.create_time, m.id",
                            List.of(
                                    id("message_id"),
                                    number("code"),
                                    id("sender_id"),
                                    text("username"),
                                    text("content"),
                                    time("create_time"),
                                    time("update_time"),
                                    number("stream.mode"),
                                    id("stream.subject"),
                                    id("stream.subcontext"),
                                    text("stream.label"))),
                    new Section(
                            "leaderboard_records",
                            "SELECT leaderboard_id, owner_id, username, score, subscore, num_score,"
                                    + " max_num_score, metadata, create_time, update_time,"
                                    + " expiry_sec * 1000000 FROM leaderboard_record"
                                    + " WHERE owner_id = ? ORDER BY leaderboard_id, expiry_sec",
                            List.of(
                                    text("leaderboard_id"),
                                    id("owner_id"),
                                    text("username"),
                                    big("score"),
                                    big("subscore"),
                                    number("num_score"),
                                    number("max_num_score"),
                                    text("metadata"),
                                    time("create_time"),
                                    time("update_time"),
                                    time("expiry_time"))),
                    new Section(
                            "leagues",
                            "SELECT league_id, division, username FROM league_member"
                                    + " WHERE user_id = ? ORDER BY league_id",
                            List.of(text("league_id"), number("division"), text("username"))),
                    new Section(
                            "notifications",
                            "SELECT id, subject, content, code, sender_id, create_time, read_time,"
                                    + " expiry_time, 1 FROM notification WHERE user_id = ?"
                                    + " ORDER BY create_time, id",
                            List.of(
                                    id("id"),
                                    text("subject"),
                                    text("content"),
                                    number("code"),
                                    id("sender_id"),
                                    time("create_time"),
                                    time("read_time"),
                                    time("expiry_time"),
                                    flag("persistent"))),
                    new Section(
                            "wallet_ledgers",
                            "SELECT id, user_id, changeset, metadata, create_time, update_time FROM"
                                    + " wallet_ledger WHERE user_id = ? ORDER BY create_time, id",
                            List.of(
                                    id("id"),
                                    id("user_id"),
                                    text("changeset"),
                                    text("metadata"),
                                    time("create_time"),
                                    time("update_time"))));

    private final Database database;
    private final Restoring restoring;

    public Dossiers(Database database, Storage storage, Leaderboards leaderboards, Clock clock) {
        this.database = database;
        this.restoring = new Restoring(database, storage, leaderboards, clock);
    }

    /// Everything that is held about a user, as it is at one moment: a JSON object with the
    /// account and a list of each thing.
    ///
    /// @throws ApiException `NOT_FOUND`
    public String export(UUID userId) {
        String text = database.snapshot(tx -> export(tx, userId));
        if (text == null) {
            throw ApiException.notFound("User account not found");
        }
        return text;
    }

    private static @Nullable String export(Tx tx, UUID userId) {
        var text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            out.writeStartObject();
            out.writeNumberField("format", FORMAT);
            out.writeObjectFieldStart("account");
            Boolean isThere =
                    tx.sql(ACCOUNT)
                            .bind(userId)
                            .one(
                                    row -> {
                                        try {
                                            Section.writeFields(row, ACCOUNT_FIELDS, out);
                                            return true;
                                        } catch (IOException e) {
                                            throw new java.io.UncheckedIOException(e);
                                        }
                                    });
            if (isThere == null) {
                return null;
            }
            DEVICES.write(tx, userId, out);
            out.writeEndObject();
            for (Section section : SECTIONS) {
                section.write(tx, userId, out);
            }
            BracketPlaces.write(tx, userId, out);
            out.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return text.toString();
    }

    /// Puts a dossier back: all of it or nothing. What an account that is there holds is replaced,
    /// but for its password; friends, groups, boards and leagues that are not on this server are
    /// left out, and so are groups without room.
    ///
    /// @param userId whose it becomes; null for the user that it is about
    /// @return whose it became
    /// @throws ApiException `INVALID_ARGUMENT` for a text that is no dossier, `ALREADY_EXISTS` when
    ///     another user has the user name or an identifier of it
    public UUID restore(String dossier, @Nullable UUID userId) {
        return restoring.restore(Part.parse(dossier), userId);
    }
}
