package io.kaosnet.core.group;

import static io.kaosnet.core.social.SocialWorld.ANN;
import static io.kaosnet.core.social.SocialWorld.BOB;
import static io.kaosnet.core.social.SocialWorld.CID;
import static io.kaosnet.core.social.SocialWorld.DAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.OnEveryDatabase;
import io.kaosnet.core.social.SocialWorld;
import io.kaosnet.protocol.api.Group;
import io.kaosnet.protocol.api.GroupUserList;
import io.kaosnet.testkit.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A group against a table of roles, and against its own rules under concurrency.
final class GroupsPropertyTest {
    private static final List<UUID> USERS = List.of(ANN, BOB, CID, DAN);
    private static final int MOST = 3;

    private enum Kind {
        JOIN,
        LEAVE,
        ADD,
        KICK,
        BAN,
        PROMOTE,
        DEMOTE
    }

    private record Change(Kind kind, UUID caller, UUID target) {
        static Change random(RandomGenerator random) {
            return new Change(
                    Kind.values()[random.nextInt(Kind.values().length)],
                    USERS.get(random.nextInt(USERS.size())),
                    USERS.get(random.nextInt(USERS.size())));
        }

        /// @return whether the group took it
        boolean apply(SocialWorld world, UUID group) {
            List<UUID> targets = List.of(target);
            try {
                switch (kind) {
                    case JOIN -> world.groups.join(group, caller, SocialWorld.name(caller));
                    case LEAVE -> world.groups.leave(group, caller);
                    case ADD -> world.groups.add(group, targets, caller);
                    case KICK -> world.groups.kick(group, targets, caller);
                    case BAN -> world.groups.ban(group, targets, caller);
                    case PROMOTE -> world.groups.promote(group, targets, caller);
                    case DEMOTE -> world.groups.demote(group, targets, caller);
                }
                return true;
            } catch (ApiException _) {
                return false;
            }
        }
    }

    /// The rules once more, on a map of an open group.
    private static final class Model {
        final Map<UUID, Integer> roles = new TreeMap<>();
        boolean isGone;

        private long count(int most) {
            return roles.values().stream().filter(role -> role <= most).count();
        }

        boolean apply(Change change) {
            if (isGone) {
                return false;
            }
            Integer own = roles.get(change.caller());
            return switch (change.kind()) {
                case JOIN -> join(change.caller(), own);
                case LEAVE -> leave(change.caller(), own);
                case ADD, KICK, BAN, PROMOTE, DEMOTE -> {
                    if (own == null || own > 1) {
                        yield false;
                    }
                    yield change.target().equals(change.caller())
                            || lead(change.kind(), own, change.target());
                }
            };
        }

        private boolean join(UUID user, @Nullable Integer own) {
            if (own == null) {
                if (count(2) == MOST) {
                    return false;
                }
                roles.put(user, 2);
            }
            return true;
        }

        private boolean leave(UUID user, @Nullable Integer own) {
            if (own == null || own == 4) {
                return true;
            }
            if (count(2) == 1) {
                isGone = true;
                roles.clear();
                return true;
            }
            if (own == 0 && count(0) == 1) {
                return false;
            }
            roles.remove(user);
            return true;
        }

        private boolean lead(Kind kind, int rank, UUID target) {
            Integer role = roles.get(target);
            boolean isFree = role == null || role == 4;
            if (kind == Kind.ADD) {
                if (isFree && count(2) == MOST) {
                    return false;
                }
                if (isFree) {
                    roles.put(target, 2);
                }
                return true;
            }
            if (role == null || role == 4) {
                return true;
            }
            switch (kind) {
                case KICK, BAN -> {
                    if (rank == 0 || role == 2) {
                        if (kind == Kind.KICK) {
                            roles.remove(target);
                        } else {
                            roles.put(target, 4);
                        }
                    }
                }
                case PROMOTE -> {
                    if (role > 0 && role - 1 >= rank) {
                        roles.put(target, role - 1);
                    }
                }
                default -> {
                    if (role < 2 && role >= rank) {
                        roles.put(target, role + 1);
                    }
                }
            }
            return true;
        }
    }

    private static Map<UUID, Integer> roles(SocialWorld world, UUID group) {
        Map<UUID, Integer> roles = new TreeMap<>();
        for (Integer state : new @Nullable Integer[] {null, 4}) {
            world.groups
                    .listUsers(group, state, 100, "")
                    .getGroupUsersList()
                    .forEach(
                            user ->
                                    roles.put(
                                            UUID.fromString(user.getUser().getId()),
                                            user.getState().getValue()));
        }
        return roles;
    }

    private static UUID create(SocialWorld world) {
        var fields =
                new GroupFields("g" + UUID.randomUUID(), null, null, null, true, null, MOST, null);
        return UUID.fromString(world.groups.create(ANN, fields).getId());
    }

    @OnEveryDatabase
    void behavesAsATableOfRoles(Database database) {
        Property.check(
                8,
                random -> {
                    var world = new SocialWorld(database);
                    UUID group = create(world);
                    var model = new Model();
                    model.roles.put(ANN, 0);
                    for (int i = 0; i < 60; i++) {
                        Change change = Change.random(random);
                        boolean expected = model.apply(change);
                        assertThat(change.apply(world, group))
                                .as(change.toString())
                                .isEqualTo(expected);
                        assertThat(roles(world, group))
                                .as(change.toString())
                                .isEqualTo(model.roles);
                    }
                });
    }

    @OnEveryDatabase
    void keepsItsRulesWhenAllChangeAtOnce(Database database) {
        Property.check(
                4,
                random -> {
                    var world = new SocialWorld(database);
                    UUID group = create(world);
                    List<Callable<Void>> callers = new ArrayList<>();
                    for (int i = 0; i < 6; i++) {
                        long seed = random.nextLong();
                        callers.add(
                                () -> {
                                    var own = new SplittableRandom(seed);
                                    for (int change = 0; change < 30; change++) {
                                        Change.random(own).apply(world, group);
                                    }
                                    return null;
                                });
                    }
                    runAll(callers);
                    Map<UUID, Integer> roles = roles(world, group);
                    List<Group> there = world.groups.get(List.of(group));
                    if (there.isEmpty()) {
                        assertThat(roles).isEmpty();
                        return;
                    }
                    long members = roles.values().stream().filter(role -> role <= 2).count();
                    assertThat(members).isBetween(1L, (long) MOST);
                    assertThat(there.getFirst().getEdgeCount()).isEqualTo((int) members);
                    assertThat(roles).containsValue(0);
                });
    }

    @OnEveryDatabase
    void pagingMeetsThoseWhoStayOnceWhileOthersComeAndGo(Database database) throws Exception {
        var world = new SocialWorld(database);
        var fields = new GroupFields("big", null, null, null, true, null, 1000, null);
        UUID group = UUID.fromString(world.groups.create(ANN, fields).getId());
        List<UUID> stay = new ArrayList<>();
        List<UUID> moving = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            UUID user = new UUID(8, i);
            world.addUser(user, "u" + i);
            (i % 2 == 0 ? stay : moving).add(user);
        }
        world.groups.add(group, stay, null);
        var left = new AtomicInteger(2);
        List<Callable<Void>> callers = new ArrayList<>();
        for (int half = 0; half < 2; half++) {
            List<UUID> mine = moving.subList(half * 10, half * 10 + 10);
            callers.add(
                    () -> {
                        for (UUID user : mine) {
                            world.pass(1);
                            world.groups.join(group, user, "u");
                        }
                        for (UUID user : mine) {
                            world.groups.leave(group, user);
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
                            GroupUserList page = world.groups.listUsers(group, null, 7, cursor);
                            page.getGroupUsersList().forEach(u -> seen.add(u.getUser().getId()));
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
