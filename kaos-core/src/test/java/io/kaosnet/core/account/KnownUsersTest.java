package io.kaosnet.core.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.OnEveryDatabase;
import io.kaosnet.core.db.Row;
import io.kaosnet.protocol.api.User;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

final class KnownUsersTest {
    private static final UUID ANN = new UUID(9, 1);
    private static final UUID BOB = new UUID(9, 2);
    private static final String INSERT =
            "INSERT INTO users (id, username, create_time, update_time) VALUES (?, ?, 1, 1)";
    private static final String LIST =
            "SELECT user_id, version FROM user_version WHERE user_id {in-uuid} ORDER BY user_id";

    private final Set<UUID> online = new HashSet<>();

    private static void insert(Database database, UUID id, String username) {
        database.write(tx -> tx.sql(INSERT).bind(id).bind(username).update());
    }

    private static void set(Database database, UUID id, String change) {
        database.write(
                tx -> tx.sql("UPDATE users SET " + change + " WHERE id = ?").bind(id).update());
    }

    private static List<User> list(Database database, KnownUsers known, UUID... ids) {
        return database.read(
                tx ->
                        known.list(
                                        tx,
                                        tx.sql(LIST).bindUuids(List.of(ids)),
                                        row -> row.uuid(1),
                                        id -> id,
                                        2)
                                .users());
    }

    private static User stored(Database database, UUID id) {
        User user =
                database.read(
                        tx ->
                                tx.sql(
                                                "SELECT "
                                                        + UserRows.COLUMNS
                                                        + " FROM users u WHERE u.id = ?")
                                        .bind(id)
                                        .one((Row row) -> UserRows.user(row, 1, false)));
        assertThat(user).isNotNull();
        return user;
    }

    @OnEveryDatabase
    void whoHasNotChangedIsTheSameMessageEachTime(Database database) {
        var known = new KnownUsers(online::contains);
        insert(database, ANN, "known ann");
        insert(database, BOB, "known bob");
        List<User> first = list(database, known, ANN, BOB);
        assertThat(first).containsExactly(stored(database, ANN), stored(database, BOB));
        List<User> second = list(database, known, ANN, BOB);
        assertThat(second.get(0)).isSameAs(first.get(0));
        assertThat(second.get(1)).isSameAs(first.get(1));
    }

    @OnEveryDatabase
    void everyChangeShowsWhoeverMadeIt(Database database) {
        var known = new KnownUsers(online::contains);
        var ofAnotherServer = new KnownUsers(online::contains);
        insert(database, ANN, "known ann");
        for (String change :
                List.of(
                        "username = 'anna'",
                        "display_name = 'Ann'",
                        "avatar_url = 'a'",
                        "lang_tag = 'de'",
                        "location = 'b'",
                        "timezone = 'c'",
                        "metadata = '{\"level\": 2}'",
                        "facebook_id = 'd'",
                        "google_id = 'e'",
                        "gamecenter_id = 'f'",
                        "steam_id = 'g'",
                        "facebook_instant_game_id = 'h'",
                        "apple_id = 'i'",
                        "edge_count = 5",
                        "create_time = 3000000",
                        "update_time = 4000000")) {
            User before = list(database, known, ANN).getFirst();
            set(database, ANN, change);
            assertThat(stored(database, ANN)).as(change).isNotEqualTo(before);
            assertThat(list(database, known, ANN))
                    .as(change)
                    .containsExactly(stored(database, ANN));
            assertThat(list(database, ofAnotherServer, ANN))
                    .as(change)
                    .containsExactly(stored(database, ANN));
        }
    }

    @OnEveryDatabase
    void whoIsMadeAgainIsSomebodyElse(Database database) {
        var known = new KnownUsers(online::contains);
        for (String name : List.of("known ann", "anna", "annika")) {
            insert(database, ANN, name);
            assertThat(list(database, known, ANN).getFirst().getUsername()).isEqualTo(name);
            database.write(tx -> tx.sql("DELETE FROM users WHERE id = ?").bind(ANN).update());
        }
    }

    @OnEveryDatabase
    void onlineIsAskedForEachTime(Database database) {
        var known = new KnownUsers(online::contains);
        insert(database, ANN, "known ann");
        assertThat(list(database, known, ANN).getFirst().getOnline()).isFalse();
        online.add(ANN);
        assertThat(list(database, known, ANN).getFirst().getOnline()).isTrue();
        online.clear();
        assertThat(list(database, known, ANN).getFirst().getOnline()).isFalse();
    }

    @OnEveryDatabase
    void ofWhoIsGoneThereIsTheIdAlone(Database database) {
        var known = new KnownUsers(online::contains);
        User gone =
                database.read(
                        tx ->
                                known.list(
                                                tx,
                                                tx.sql("SELECT id FROM users WHERE username = ''"),
                                                _ -> BOB,
                                                id -> id,
                                                1)
                                        .users()
                                        .getFirst());
        assertThat(gone).isEqualTo(User.newBuilder().setId(BOB.toString()).build());
    }

    @OnEveryDatabase
    void manyUsersWhoChangeAllTheTimeAreAsTheyAreStored(Database database) {
        var known = new KnownUsers(online::contains);
        var random = new Random(41);
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            ids.add(new UUID(10, i));
            insert(database, ids.get(i), "known " + i);
        }
        for (int round = 0; round < 10; round++) {
            for (int i = 0; i < 50; i++) {
                UUID id = ids.get(random.nextInt(ids.size()));
                // The long ones are not kept.
                String name = "n".repeat(random.nextInt(1500));
                set(database, id, "metadata = '{\"name\": \"" + name + "\"}'");
            }
            List<User> listed = list(database, known, ids.toArray(new UUID[0]));
            for (int i = 0; i < ids.size(); i++) {
                assertThat(listed.get(i)).isEqualTo(stored(database, ids.get(i)));
            }
        }
    }
}
