package io.kaosnet.core.friend;

import static io.kaosnet.core.social.SocialWorld.ANN;
import static io.kaosnet.core.social.SocialWorld.BOB;
import static io.kaosnet.core.social.SocialWorld.CID;
import static io.kaosnet.core.social.SocialWorld.DAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.OnEveryDatabase;
import io.kaosnet.core.social.SocialWorld;
import io.kaosnet.protocol.api.Friend;
import io.kaosnet.protocol.api.FriendList;
import io.kaosnet.testkit.Property;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Friends against a table of pairs, and against their own rules under concurrency.
final class FriendsPropertyTest {
    private static final List<UUID> USERS = List.of(ANN, BOB, CID, DAN);

    private record Pair(UUID from, UUID to) {
        Pair reversed() {
            return new Pair(to, from);
        }
    }

    private enum Kind {
        ADD,
        DELETE,
        BLOCK
    }

    private record Change(Kind kind, Pair pair) {
        static Change random(RandomGenerator random) {
            int from = random.nextInt(USERS.size());
            int to = (from + 1 + random.nextInt(USERS.size() - 1)) % USERS.size();
            Kind kind = random.nextInt(8) == 0 ? Kind.BLOCK : Kind.values()[random.nextInt(2)];
            return new Change(kind, new Pair(USERS.get(from), USERS.get(to)));
        }

        void apply(SocialWorld world) {
            List<UUID> to = List.of(pair.to());
            String name = SocialWorld.name(pair.from());
            switch (kind) {
                case ADD -> world.friends.add(pair.from(), name, to, List.of(), "");
                case DELETE -> world.friends.delete(pair.from(), name, to, List.of());
                case BLOCK -> world.friends.block(pair.from(), to, List.of());
            }
        }

        /// The rules once more, on a map.
        void apply(Map<Pair, Integer> model) {
            Integer own = model.get(pair);
            Integer reverse = model.get(pair.reversed());
            switch (kind) {
                case ADD -> {
                    if (own == null && reverse == null) {
                        model.put(pair, 1);
                        model.put(pair.reversed(), 2);
                    } else if (own != null && own == 2) {
                        model.put(pair, 0);
                        model.put(pair.reversed(), 0);
                    }
                }
                case DELETE -> {
                    model.remove(pair);
                    if (own != null && own != 3 && reverse != null && reverse != 3) {
                        model.remove(pair.reversed());
                    }
                }
                case BLOCK -> {
                    model.put(pair, 3);
                    if (reverse != null && reverse != 3) {
                        model.remove(pair.reversed());
                    }
                }
            }
        }
    }

    private static Map<Pair, Integer> edges(SocialWorld world) {
        Map<Pair, Integer> edges = new HashMap<>();
        for (UUID user : USERS) {
            FriendList list = world.friends.list(user, null, 1000, "");
            for (Friend friend : list.getFriendsList()) {
                UUID other = UUID.fromString(friend.getUser().getId());
                edges.put(new Pair(user, other), friend.getState().getValue());
            }
            assertThat(world.accounts.get(user).getUser().getEdgeCount())
                    .isEqualTo(list.getFriendsCount());
        }
        return edges;
    }

    @OnEveryDatabase
    void behaveAsATableOfPairs(Database database) {
        Property.check(
                5,
                random -> {
                    var world = new SocialWorld(database);
                    Map<Pair, Integer> model = edges(world);
                    for (int i = 0; i < 50; i++) {
                        Change change = Change.random(random);
                        change.apply(world);
                        change.apply(model);
                        assertThat(edges(world)).as(change.toString()).isEqualTo(model);
                    }
                });
    }

    private static void assertRules(Map<Pair, Integer> edges) {
        edges.forEach(
                (pair, state) -> {
                    Integer reverse = edges.get(pair.reversed());
                    @Nullable Integer[] allowed =
                            switch (state) {
                                case 0 -> new Integer[] {0};
                                case 1 -> new Integer[] {2};
                                case 2 -> new Integer[] {1};
                                default -> new @Nullable Integer[] {3, null};
                            };
                    assertThat(reverse).as(pair + " " + state).isIn((Object[]) allowed);
                });
    }

    @OnEveryDatabase
    void keepTheirRulesWhenAllChangeAtOnce(Database database) {
        Property.check(
                3,
                random -> {
                    var world = new SocialWorld(database);
                    List<Callable<Void>> callers = new ArrayList<>();
                    for (int i = 0; i < 6; i++) {
                        long seed = random.nextLong();
                        callers.add(
                                () -> {
                                    var own = new SplittableRandom(seed);
                                    for (int change = 0; change < 30; change++) {
                                        Change.random(own).apply(world);
                                    }
                                    return null;
                                });
                    }
                    runAll(callers);
                    assertRules(edges(world));
                });
    }

    @OnEveryDatabase
    void pagingMeetsThoseWhoStayOnceWhileOthersComeAndGo(Database database) throws Exception {
        var world = new SocialWorld(database);
        List<UUID> stay = new ArrayList<>();
        List<UUID> moving = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            UUID user = new UUID(8, i);
            world.addUser(user, "u" + i);
            (i % 2 == 0 ? stay : moving).add(user);
        }
        world.friends.add(ANN, "ann", stay, List.of(), "");
        var left = new AtomicInteger(2);
        List<Callable<Void>> callers = new ArrayList<>();
        for (int half = 0; half < 2; half++) {
            List<UUID> mine = moving.subList(half * 15, half * 15 + 15);
            callers.add(
                    () -> {
                        for (UUID user : mine) {
                            world.pass(1);
                            world.friends.add(ANN, "ann", List.of(user), List.of(), "");
                        }
                        for (UUID user : mine) {
                            world.friends.delete(ANN, "ann", List.of(user), List.of());
                        }
                        left.decrementAndGet();
                        return null;
                    });
        }
        callers.add(
                () -> {
                    do {
                        List<String> seen = new ArrayList<>();
                        String cursor = "";
                        do {
                            FriendList page = world.friends.list(ANN, null, 7, cursor);
                            page.getFriendsList().forEach(f -> seen.add(f.getUser().getId()));
                            cursor = page.getCursor();
                        } while (!cursor.isEmpty());
                        assertThat(seen).doesNotHaveDuplicates();
                        assertThat(seen).containsAll(stay.stream().map(UUID::toString).toList());
                    } while (left.get() > 0);
                    return null;
                });
        runAll(callers);
    }

    private static void runAll(List<Callable<Void>> callers) throws InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> caller : threads.invokeAll(callers)) {
                caller.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }
}
