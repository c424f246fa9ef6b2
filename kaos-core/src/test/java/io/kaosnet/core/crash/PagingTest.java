package io.kaosnet.core.crash;

import static io.kaosnet.core.social.SocialWorld.ANN;
import static io.kaosnet.core.social.SocialWorld.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.BoolValue;
import com.google.protobuf.Int32Value;
import io.kaosnet.core.account.Accounts;
import io.kaosnet.core.chat.ChannelId;
import io.kaosnet.core.chat.ChatMessages;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.OnEveryDatabase;
import io.kaosnet.core.group.GroupFields;
import io.kaosnet.core.leaderboard.Board;
import io.kaosnet.core.leaderboard.BoardWorld;
import io.kaosnet.core.leaderboard.Leaderboards;
import io.kaosnet.core.leaderboard.Operator;
import io.kaosnet.core.leaderboard.SortOrder;
import io.kaosnet.core.leaderboard.TournamentRules;
import io.kaosnet.core.notification.Notice;
import io.kaosnet.core.social.SocialWorld;
import io.kaosnet.core.storage.Storage;
import io.kaosnet.core.storage.StorageFilter;
import io.kaosnet.core.storage.StorageId;
import io.kaosnet.core.storage.StorageWrite;
import io.kaosnet.core.tournament.Tournaments;
import io.kaosnet.core.wallet.WalletChange;
import io.kaosnet.core.wallet.Wallets;
import io.kaosnet.protocol.api.ChannelMessageList;
import io.kaosnet.protocol.api.ListChannelMessagesRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Every list is read to its end while rows come and go: nothing that stays is left out, nothing
/// is there twice.
final class PagingTest {
    private static final int STAYING = 25;
    private static final int READINGS = 3;

    private record Page(List<String> rows, String cursor) {}

    /// Something that is listed.
    private interface Listing {
        /// Adds a row, anywhere in the order.
        ///
        /// @param number unlike all others
        /// @return its name in the list
        String add(int number);

        void remove(String name);

        Page page(int limit, String cursor);
    }

    private interface Adding {
        String add(int number);
    }

    private interface Removing {
        void remove(String name);
    }

    private interface Paging {
        Page page(int limit, String cursor);
    }

    private static Listing listing(Adding adding, Removing removing, Paging paging) {
        return new Listing() {
            @Override
            public String add(int number) {
                return adding.add(number);
            }

            @Override
            public void remove(String name) {
                removing.remove(name);
            }

            @Override
            public Page page(int limit, String cursor) {
                return paging.page(limit, cursor);
            }
        };
    }

    private static void check(Listing listing) throws InterruptedException {
        List<String> staying = new ArrayList<>();
        for (int i = 0; i < STAYING; i++) {
            staying.add(listing.add(i));
        }
        AtomicBoolean isOver = new AtomicBoolean();
        AtomicReference<@Nullable Throwable> wrong = new AtomicReference<>();
        Thread changing =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        change(listing, isOver);
                                    } catch (Throwable e) {
                                        wrong.set(e);
                                    }
                                });
        for (int reading = 0; reading < READINGS; reading++) {
            List<String> rows = new ArrayList<>();
            String cursor = "";
            do {
                Page page = listing.page(3, cursor);
                assertThat(page.rows().size()).isLessThanOrEqualTo(3);
                rows.addAll(page.rows());
                cursor = page.cursor();
                assertThat(rows.size()).as("it does not end").isLessThan(5000);
            } while (!cursor.isEmpty());
            assertThat(rows).doesNotHaveDuplicates().containsAll(staying);
        }
        isOver.set(true);
        changing.join();
        assertThat(wrong.get()).isNull();
    }

    private static void change(Listing listing, AtomicBoolean isOver) {
        var random = new SplittableRandom(STAYING);
        List<String> passing = new ArrayList<>();
        for (int number = STAYING; !isOver.get(); number++) {
            passing.add(listing.add(number));
            if (passing.size() > 10) {
                listing.remove(passing.remove(random.nextInt(passing.size())));
            }
        }
    }

    /// Spreads numbers, so that new rows come between old ones.
    private static long spread(int number) {
        return number * 7919L % 100_003;
    }

    private static String stranger(SocialWorld world, int number) {
        UUID id = new UUID(9, spread(number) << 20 | number);
        world.addUser(id, "stranger" + number);
        return id.toString();
    }

    private static void befriend(SocialWorld world, UUID one, UUID other) {
        world.friends.add(one, "one", List.of(other), List.of(), "");
        world.friends.add(other, "other", List.of(one), List.of(), "");
    }

    @OnEveryDatabase
    void friendsAndTheirFriends(Database database) throws InterruptedException {
        SocialWorld world = new SocialWorld(database);
        check(
                listing(
                        number -> {
                            String id = stranger(world, number);
                            world.friends.add(
                                    ANN, "ann", List.of(UUID.fromString(id)), List.of(), "");
                            return id;
                        },
                        id ->
                                world.friends.delete(
                                        ANN, "ann", List.of(UUID.fromString(id)), List.of()),
                        (limit, cursor) -> {
                            var page = world.friends.list(ANN, null, limit, cursor);
                            return new Page(
                                    page.getFriendsList().stream()
                                            .map(friend -> friend.getUser().getId())
                                            .toList(),
                                    page.getCursor());
                        }));
        befriend(world, ANN, BOB);
        check(
                listing(
                        number -> {
                            String id = stranger(world, 1_000_000 + number);
                            befriend(world, BOB, UUID.fromString(id));
                            return id;
                        },
                        id ->
                                world.friends.delete(
                                        BOB, "bob", List.of(UUID.fromString(id)), List.of()),
                        (limit, cursor) -> {
                            var page = world.friends.listFurther(ANN, limit, cursor);
                            return new Page(
                                    page.getFriendsOfFriendsList().stream()
                                            .map(friend -> friend.getUser().getId())
                                            .toList(),
                                    page.getCursor());
                        }));
    }

    private static UUID group(SocialWorld world, UUID leader, String name) {
        GroupFields fields = new GroupFields(name, null, null, null, true, null, 1000, null);
        return UUID.fromString(world.groups.create(leader, fields).getId());
    }

    @OnEveryDatabase
    void groupsAndTheirMembers(Database database) throws InterruptedException {
        SocialWorld world = new SocialWorld(database);
        UUID led = group(world, BOB, "led");
        check(
                listing(
                        number -> {
                            String id = stranger(world, number);
                            world.groups.join(led, UUID.fromString(id), "stranger");
                            return id;
                        },
                        id -> world.groups.leave(led, UUID.fromString(id)),
                        (limit, cursor) -> {
                            var page = world.groups.listUsers(led, null, limit, cursor);
                            return new Page(
                                    page.getGroupUsersList().stream()
                                            .map(member -> member.getUser().getId())
                                            .toList(),
                                    page.getCursor());
                        }));
        check(
                listing(
                        number -> {
                            UUID id = group(world, BOB, "of ann " + spread(number));
                            world.groups.join(id, ANN, "ann");
                            return id.toString();
                        },
                        id -> world.groups.leave(UUID.fromString(id), ANN),
                        (limit, cursor) -> {
                            var page = world.groups.listOfUser(ANN, null, limit, cursor);
                            return new Page(
                                    page.getUserGroupsList().stream()
                                            .map(each -> each.getGroup().getId())
                                            .toList(),
                                    page.getCursor());
                        }));
        for (boolean isSearch : new boolean[] {false, true}) {
            String name = isSearch ? "found " : "listed ";
            check(
                    listing(
                            number -> group(world, BOB, name + spread(number)).toString(),
                            id -> world.groups.delete(UUID.fromString(id), null),
                            (limit, cursor) -> {
                                var page =
                                        isSearch
                                                ? world.groups.search(name + "%", limit, cursor)
                                                : world.groups.list("", null, null, limit, cursor);
                                return new Page(
                                        page.getGroupsList().stream()
                                                .map(each -> each.getId())
                                                .toList(),
                                        page.getCursor());
                            }));
        }
    }

    @OnEveryDatabase
    void objects(Database database) throws InterruptedException {
        SocialWorld world = new SocialWorld(database);
        Storage storage = new Storage(database, world.clock);
        storage.declareFields("c2", List.of("n"));
        for (int kind = 0; kind < 3; kind++) {
            String collection = "c" + kind;
            int which = kind;
            var filter = StorageFilter.parse(Map.of("n", Map.of("gte", 0)));
            check(
                    listing(
                            number -> {
                                String key = spread(number) + "/" + number;
                                storage.write(
                                        List.of(
                                                new StorageWrite(
                                                        collection,
                                                        key,
                                                        ANN,
                                                        "{\"n\":" + spread(number) % 7 + "}",
                                                        "",
                                                        number % 3,
                                                        1)));
                                return key;
                            },
                            key -> storage.delete(List.of(new StorageId(collection, key, ANN))),
                            (limit, cursor) -> {
                                var page =
                                        switch (which) {
                                            case 0 -> storage.list(collection, ANN, limit, cursor);
                                            case 1 -> storage.list(collection, null, limit, cursor);
                                            default ->
                                                    storage.query(
                                                            collection,
                                                            null,
                                                            filter,
                                                            limit,
                                                            cursor);
                                        };
                                return new Page(
                                        page.getObjectsList().stream()
                                                .map(each -> each.getKey())
                                                .toList(),
                                        page.getCursor());
                            }));
        }
    }

    @OnEveryDatabase
    void notificationsAndMessages(Database database) throws InterruptedException {
        SocialWorld world = new SocialWorld(database);
        check(
                listing(
                        number -> {
                            UUID id = new UUID(spread(number), number);
                            world.notifications.send(
                                    List.of(new Notice(id, ANN, "s", "{}", 1, null, true, 0)));
                            return id.toString();
                        },
                        id -> world.notifications.delete(ANN, List.of(UUID.fromString(id))),
                        (limit, cursor) -> {
                            var page = world.notifications.list(ANN, limit, cursor);
                            // Its cursor never ends: it is for what comes later.
                            return new Page(
                                    page.getNotificationsList().stream()
                                            .map(each -> each.getId())
                                            .toList(),
                                    page.getNotificationsCount() < limit
                                            ? ""
                                            : page.getCacheableCursor());
                        }));
        ChannelId room = ChannelId.room("hall");
        var sender = new ChatMessages.Sender(ANN, "ann");
        for (boolean isForward : new boolean[] {true, false}) {
            check(
                    listing(
                            number ->
                                    world.messages
                                            .send(room, sender, "{\"n\":" + number + "}", true)
                                            .getMessageId(),
                            id ->
                                    world.messages.remove(
                                            room, UUID.fromString(id), sender, ANN, true),
                            (limit, cursor) -> {
                                ChannelMessageList page =
                                        world.call(
                                                BOB,
                                                "ListChannelMessages",
                                                ListChannelMessagesRequest.newBuilder()
                                                        .setChannelId(room.toString())
                                                        .setForward(BoolValue.of(isForward))
                                                        .setLimit(Int32Value.of(limit))
                                                        .setCursor(cursor));
                                return new Page(
                                        page.getMessagesList().stream()
                                                .map(each -> each.getMessageId())
                                                .toList(),
                                        page.getNextCursor());
                            }));
        }
    }

    @OnEveryDatabase
    void ledgerAndDeletions(Database database) throws InterruptedException {
        SocialWorld world = new SocialWorld(database);
        Wallets wallets = new Wallets(database, world.clock);
        check(
                listing(
                        number -> {
                            String metadata = "{\"n\":" + number + "}";
                            wallets.update(
                                    List.of(new WalletChange(ANN, Map.of("g", 1L), metadata)),
                                    true);
                            return String.valueOf(number);
                        },
                        _ -> {},
                        (limit, cursor) -> {
                            Wallets.LedgerPage page = wallets.ledger(ANN, limit, cursor);
                            return new Page(
                                    page.items().stream()
                                            .map(each -> "" + MixedCheck.number(each.metadata()))
                                            .toList(),
                                    page.cursor());
                        }));
        check(
                listing(
                        number -> {
                            String id = stranger(world, number);
                            world.accounts.delete(UUID.fromString(id));
                            return id;
                        },
                        _ -> {},
                        (limit, cursor) -> {
                            Accounts.Deletions page = world.accounts.deletions(limit, cursor);
                            // Rows of one time come in the order of their ids, in front or behind.
                            world.pass(1);
                            return new Page(
                                    page.deleted().stream()
                                            .map(each -> each.userId().toString())
                                            .toList(),
                                    page.cursor());
                        }));
    }

    @OnEveryDatabase
    void boardsTournamentsAndRecords(Database database) throws InterruptedException {
        BoardWorld world = new BoardWorld(database, (_, _) -> {});
        Leaderboards boards = world.leaderboards;
        for (boolean hasRanks : new boolean[] {true, false}) {
            Board board =
                    boards.create(
                            "b" + hasRanks,
                            false,
                            SortOrder.DESCENDING,
                            Operator.BEST,
                            "",
                            "",
                            hasRanks);
            check(
                    listing(
                            number -> {
                                UUID id = BoardWorld.user(number);
                                boards.write(board, id, "u", spread(number) % 11, 0, "", null);
                                return id.toString();
                            },
                            id -> boards.records().delete(board, 0, UUID.fromString(id)),
                            (limit, cursor) -> {
                                var page = boards.list(board, 0, List.of(), limit, cursor);
                                return new Page(
                                        page.getRecordsList().stream()
                                                .map(each -> each.getOwnerId())
                                                .toList(),
                                        page.getNextCursor());
                            }));
        }
        check(
                listing(
                        number -> {
                            String id = "l" + spread(number) + "-" + number;
                            boards.create(
                                    id, false, SortOrder.ASCENDING, Operator.SET, "", "", false);
                            return id;
                        },
                        boards::delete,
                        (limit, cursor) -> {
                            var page = boards.list(limit, cursor);
                            return new Page(
                                    page.getLeaderboardsList().stream()
                                            .map(each -> each.getId())
                                            .toList(),
                                    page.getCursor());
                        }));
        Tournaments tournaments = new Tournaments(boards, world.jobs, world.clock);
        var all = new Tournaments.Filter(0, 127, 0, -1);
        check(
                listing(
                        number -> {
                            String id = "t" + spread(number) + "-" + number;
                            var rules =
                                    new TournamentRules(
                                            "",
                                            "",
                                            1,
                                            world.clock.nowSec(),
                                            0,
                                            3600,
                                            false,
                                            100,
                                            100);
                            tournaments.create(
                                    id,
                                    false,
                                    SortOrder.ASCENDING,
                                    Operator.SET,
                                    "",
                                    "",
                                    false,
                                    rules);
                            return id;
                        },
                        tournaments::delete,
                        (limit, cursor) -> {
                            var page = tournaments.list(all, limit, cursor);
                            return new Page(
                                    page.getTournamentsList().stream()
                                            .map(each -> each.getId())
                                            .toList(),
                                    page.getCursor());
                        }));
    }
}
