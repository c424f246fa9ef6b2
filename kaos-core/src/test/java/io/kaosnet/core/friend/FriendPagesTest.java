package io.kaosnet.core.friend;

import static io.kaosnet.core.social.SocialWorld.ANN;
import static io.kaosnet.core.social.SocialWorld.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.OnEveryDatabase;
import io.kaosnet.core.presence.PresenceListener.LeaveReason;
import io.kaosnet.core.presence.PresenceMeta;
import io.kaosnet.core.presence.StreamKey;
import io.kaosnet.core.presence.StreamMode;
import io.kaosnet.core.session.Session;
import io.kaosnet.core.social.SocialWorld;
import io.kaosnet.protocol.api.FriendList;
import io.kaosnet.testkit.Property;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Lists that are kept against lists that are read: each question is put to the node that has
/// answered it before, and to one that has just begun, on the same database.
final class FriendPagesTest {
    private static final int FRIENDS = 120;

    private final Map<UUID, Session> online = new HashMap<>();

    private static UUID friend(int number) {
        return new UUID(8, number);
    }

    private static SocialWorld world(Database database) {
        var world = new SocialWorld(database);
        List<UUID> friends = new ArrayList<>();
        for (int i = 0; i < FRIENDS; i++) {
            world.addUser(friend(i), "u" + i);
            friends.add(friend(i));
            if (i % 10 == 0) {
                world.pass(1);
                world.friends.add(ANN, "ann", friends, List.of(), "");
                friends.clear();
            }
        }
        world.friends.add(ANN, "ann", friends, List.of(), "");
        return world;
    }

    private static FriendList read(SocialWorld world, UUID user, @Nullable Integer state) {
        var begun =
                new Friends(
                        world.database,
                        world.accounts,
                        world.notifications,
                        world.presences,
                        FriendImports.NONE,
                        world.clock);
        return begun.list(user, state, 1000, "");
    }

    private static FriendList kept(SocialWorld world) {
        return world.friends.list(ANN, null, 1000, "");
    }

    private static void assertRight(SocialWorld world, String change) {
        assertThat(kept(world)).as(change).isEqualTo(read(world, ANN, null));
        for (int state : List.of(FriendState.INVITE_SENT, FriendState.BLOCKED)) {
            assertThat(world.friends.list(ANN, state, 1000, ""))
                    .as(change)
                    .isEqualTo(read(world, ANN, state));
        }
        List<Object> paged = new ArrayList<>();
        String cursor = "";
        do {
            FriendList page = world.friends.list(ANN, null, 60, cursor);
            paged.addAll(page.getFriendsList());
            cursor = page.getCursor();
        } while (!cursor.isEmpty());
        assertThat(paged).as(change).isEqualTo(kept(world).getFriendsList());
    }

    private static void sql(Database database, String text, UUID... ids) {
        database.write(
                tx -> {
                    var query = tx.sql(text);
                    for (UUID id : ids) {
                        query.bind(id);
                    }
                    return query.update();
                });
    }

    private void toggle(SocialWorld world, UUID user) {
        StreamKey status = StreamKey.of(StreamMode.STATUS, user);
        Session session = online.remove(user);
        if (session != null) {
            world.presences.untrack(session, status, LeaveReason.LEAVE);
        } else {
            session = world.connect(user);
            world.presences.track(session, status, PresenceMeta.status("here"));
            online.put(user, session);
        }
    }

    @OnEveryDatabase
    void aListThatHasNotChangedIsTheSameMessage(Database database) {
        var world = world(database);
        FriendList first = kept(world);
        assertThat(first.getFriendsCount()).isEqualTo(FRIENDS);
        assertThat(kept(world)).isSameAs(first);
        // A page of another user's, too short to be kept.
        assertThat(world.friends.list(friend(0), null, 1000, "").getFriendsCount()).isEqualTo(1);
        assertThat(kept(world)).isSameAs(first);
    }

    @OnEveryDatabase
    void whoComesAndGoesShowsAtOnce(Database database) {
        var world = world(database);
        FriendList offline = kept(world);
        toggle(world, friend(30));
        FriendList one = kept(world);
        assertThat(one.getFriendsList())
                .filteredOn(friend -> friend.getUser().getOnline())
                .extracting(friend -> friend.getUser().getUsername())
                .containsExactly("u30");
        assertThat(kept(world)).isSameAs(one);
        toggle(world, friend(30));
        assertThat(kept(world)).isEqualTo(offline);
    }

    private void change(SocialWorld world, RandomGenerator random) {
        UUID other = friend(random.nextInt(FRIENDS));
        List<UUID> others = List.of(other);
        String name = SocialWorld.name(other);
        switch (random.nextInt(12)) {
            case 0 -> world.friends.add(other, name, List.of(ANN), List.of(), "");
            case 1 -> world.friends.add(ANN, "ann", others, List.of(), "{\"n\":1}");
            case 2 -> world.friends.delete(ANN, "ann", others, List.of());
            case 3 -> world.friends.delete(other, name, List.of(ANN), List.of());
            case 4 -> world.friends.block(ANN, others, List.of());
            case 5 -> world.friends.block(other, List.of(ANN), List.of());
            case 6 ->
                    sql(
                            world.database,
                            "UPDATE user_edge SET metadata = '{\"n\": "
                                    + random.nextInt(9)
                                    + "}' WHERE source_id = ? AND destination_id = ?",
                            ANN,
                            other);
            case 7 ->
                    sql(
                            world.database,
                            "UPDATE users SET location = 'l" + random.nextInt() + "' WHERE id = ?",
                            other);
            case 8 -> {
                sql(world.database, "DELETE FROM users WHERE id = ?", other);
                world.addUser(other, name);
            }
            case 9 -> world.friends.add(other, name, List.of(BOB), List.of(), "");
            case 10 -> toggle(world, other);
            default -> world.pass(1);
        }
    }

    @OnEveryDatabase
    void everyChangeShows(Database database) {
        Property.check(
                2,
                random -> {
                    var world = world(database);
                    for (int i = 0; i < 60; i++) {
                        change(world, random);
                        assertRight(world, "change " + i);
                    }
                    online.clear();
                });
    }

    @OnEveryDatabase
    void everyChangeShowsToItsMakerWhenAllChangeAtOnce(Database database) throws Exception {
        var world = world(database);
        var left = new AtomicInteger(4);
        List<Callable<Void>> callers = new ArrayList<>();
        for (int lot = 0; lot < 4; lot++) {
            int first = lot * (FRIENDS / 4);
            callers.add(
                    () -> {
                        var random = new SplittableRandom(first);
                        for (int i = 0; i < 25; i++) {
                            UUID mine = friend(first + random.nextInt(FRIENDS / 4));
                            String text = "l" + i;
                            sql(
                                    database,
                                    "UPDATE users SET location = '" + text + "' WHERE id = ?",
                                    mine);
                            if (random.nextBoolean()) {
                                world.friends.delete(ANN, "ann", List.of(mine), List.of());
                                world.friends.add(ANN, "ann", List.of(mine), List.of(), "");
                            }
                            assertThat(kept(world).getFriendsList())
                                    .filteredOn(f -> f.getUser().getId().equals(mine.toString()))
                                    .extracting(f -> f.getUser().getLocation())
                                    .containsExactly(text);
                        }
                        left.decrementAndGet();
                        return null;
                    });
        }
        callers.add(
                () -> {
                    while (left.get() > 0) {
                        kept(world);
                    }
                    return null;
                });
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> caller : threads.invokeAll(callers)) {
                caller.get();
            }
        }
        assertRight(world, "all");
    }
}
