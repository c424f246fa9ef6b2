package io.kaosnet.server;

import io.kaosnet.core.account.Accounts;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.DatabaseObserver;
import io.kaosnet.core.friend.FriendImports;
import io.kaosnet.core.friend.Friends;
import io.kaosnet.core.group.GroupChat;
import io.kaosnet.core.group.GroupFields;
import io.kaosnet.core.group.Groups;
import io.kaosnet.core.job.Jobs;
import io.kaosnet.core.leaderboard.Board;
import io.kaosnet.core.leaderboard.Leaderboards;
import io.kaosnet.core.leaderboard.Operator;
import io.kaosnet.core.leaderboard.SortOrder;
import io.kaosnet.core.leaderboard.TournamentRules;
import io.kaosnet.core.notification.Notice;
import io.kaosnet.core.notification.Notifications;
import io.kaosnet.core.presence.Presences;
import io.kaosnet.core.session.Sessions;
import io.kaosnet.core.storage.Storage;
import io.kaosnet.core.storage.StorageId;
import io.kaosnet.core.storage.StorageWrite;
import io.kaosnet.core.tournament.Tournaments;
import io.kaosnet.core.wallet.WalletChange;
import io.kaosnet.core.wallet.Wallets;
import io.kaosnet.protocol.api.Group;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// Players, groups, leaderboards and what goes with them, to try a game or the console on. What is
/// there already stays as it is. Owned by the command that runs it.
final class SampleData {
    private static final List<String> NAMES =
            List.of(
                    "ProGamer42",
                    "CasualPlayer",
                    "SpeedRunner",
                    "NoobMaster69",
                    "EliteSniper",
                    "TankMain",
                    "HealBot",
                    "LoneSurvivor",
                    "TeamCaptain",
                    "NightOwl");
    private static final int[] LEVELS = {42, 12, 35, 3, 38, 27, 24, 19, 31, 22};
    private static final long[] ARENA_SCORES = {
        15_420, 3_150, 12_780, 640, 13_990, 8_800, 7_210, 9_460, 11_350, 5_875
    };
    private static final int WEEK_SEC = 7 * 86_400;
    private static final int DAY_SEC = 86_400;

    private final Database database;
    private final Storage storage;
    private final Wallets wallets;
    private final Friends friends;
    private final Groups groups;
    private final Notifications notifications;
    private final Leaderboards leaderboards;
    private final Tournaments tournaments;
    private final Clock clock;

    SampleData(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        Sessions sessions = new Sessions();
        Presences presences = new Presences("seed", sessions);
        Accounts accounts = new Accounts(database, _ -> false, clock);
        storage = new Storage(database, clock);
        wallets = new Wallets(database, clock);
        notifications = new Notifications(database, sessions, presences, clock);
        friends =
                new Friends(
                        database, accounts, notifications, presences, FriendImports.NONE, clock);
        groups = new Groups(database, accounts, notifications, presences, GroupChat.NONE, clock);
        Jobs jobs = new Jobs(database, 1, Runnable::run, clock);
        leaderboards = new Leaderboards(database, jobs, Set.of(), DatabaseObserver.NONE, clock);
        tournaments = new Tournaments(leaderboards, jobs, clock);
    }

    /// The same in every database.
    static UUID player(int number) {
        return UUID.nameUUIDFromBytes(customId(number).getBytes(StandardCharsets.UTF_8));
    }

    /// What a client logs in with as this player, from 1.
    static String customId(int number) {
        return "user_%03d".formatted(number);
    }

    private static String name(int number) {
        return NAMES.get(number - 1);
    }

    /// @return how many players were not there before
    int fill() {
        int added = 0;
        for (int number = 1; number <= NAMES.size(); number++) {
            if (addPlayer(number)) {
                added++;
            }
        }
        fillGroups();
        fillFriends();
        fillBoards();
        fillTournaments();
        fillNotifications();
        return added;
    }

    private boolean addPlayer(int number) {
        UUID id = player(number);
        int level = LEVELS[number - 1];
        long nowMicros = clock.nowMs() * 1000;
        int added =
                database.write(
                        tx ->
                                tx.sql(
                                                "INSERT INTO users (id, username, display_name,"
                                                        + " email, custom_id, metadata,"
                                                        + " create_time, update_time) VALUES (?,"
                                                        + " ?, ?, ?, ?, {json}, ?, ?)"
                                                        + " ON CONFLICT DO NOTHING")
                                        .bind(id)
                                        .bind(name(number))
                                        .bind(name(number))
                                        .bind(customId(number) + "@example.com")
                                        .bind(customId(number))
                                        .bind("{\"level\":" + level + "}")
                                        .bind(nowMicros)
                                        .bind(nowMicros)
                                        .update());
        if (added == 0) {
            return false;
        }
        storage.write(
                List.of(
                        object("players", "profile", id, profile(number, level)),
                        object("profiles", "main", id, "{\"title\":\"" + title(level) + "\"}"),
                        object(
                                "inventory",
                                "items",
                                id,
                                "{\"items\":[{\"id\":\"sword\",\"count\":1},{\"id\":\"potion\","
                                        + "\"count\":"
                                        + (level % 7 + 1)
                                        + "}]}"),
                        object(
                                "stats",
                                "combat",
                                id,
                                "{\"wins\":" + level * 6 + ",\"losses\":" + level * 3 + "}")));
        wallets.update(
                List.of(
                        new WalletChange(
                                id,
                                Map.of("coins", 100L * level, "gems", (long) level),
                                "{\"reason\":\"welcome\"}")),
                true,
                "sample-data-" + customId(number));
        return true;
    }

    private static StorageWrite object(String collection, String key, UUID owner, String value) {
        return new StorageWrite(collection, key, owner, value, "", 2, 1);
    }

    private static String profile(int number, int level) {
        return "{\"name\":\""
                + name(number)
                + "\",\"level\":"
                + level
                + ",\"xp\":"
                + level * 250
                + "}";
    }

    private static String title(int level) {
        return level >= 35 ? "Veteran" : level >= 20 ? "Regular" : "Newcomer";
    }

    private void fillGroups() {
        fillGroup("Elite Gamers", "Ranked players only", false, 50, 1, 5, 9);
        fillGroup("Casual Crew", "No stress", true, 100, 2, 4, 10);
        fillGroup("Speed Run Masters", "Every second counts", true, 25, 3, 8);
    }

    /// @param members the first leads it
    private void fillGroup(
            String name, String description, boolean isOpen, int capacity, int... members) {
        GroupFields fields =
                new GroupFields(name, description, null, null, isOpen, null, capacity, null);
        List<Group> found = groups.search(name, 1, "").getGroupsList();
        if (!found.isEmpty()) {
            return;
        }
        UUID id = UUID.fromString(groups.create(player(members[0]), fields).getId());
        List<UUID> others = new ArrayList<>();
        for (int i = 1; i < members.length; i++) {
            others.add(player(members[i]));
        }
        groups.add(id, others, null);
    }

    private void fillFriends() {
        int[][] pairs = {{1, 5}, {1, 9}, {2, 4}, {3, 8}, {6, 7}, {9, 10}};
        for (int[] pair : pairs) {
            if (isStranger(pair[0], pair[1])) {
                ask(pair[0], pair[1]);
                ask(pair[1], pair[0]);
            }
        }
        if (isStranger(4, 1)) {
            ask(4, 1);
        }
        if (isStranger(8, 6)) {
            ask(8, 6);
        }
        if (isStranger(10, 4)) {
            friends.block(player(10), List.of(player(4)), List.of());
        }
    }

    private boolean isStranger(int one, int other) {
        return friends.get(player(one), List.of(player(other))).isEmpty();
    }

    private void ask(int from, int to) {
        friends.add(player(from), name(from), List.of(player(to)), List.of(), "");
    }

    private void fillBoards() {
        Board arena = board("kaos_io_highscores", "");
        for (int number = 1; number <= NAMES.size(); number++) {
            write(arena, number, ARENA_SCORES[number - 1]);
        }
        Board weekly = board("weekly_scores", "0 0 * * 1");
        write(weekly, 3, 4_200);
        write(weekly, 1, 3_900);
        write(weekly, 9, 2_750);
        Board asteroids = board("asteroids_highscores", "");
        write(asteroids, 8, 45_200);
        write(asteroids, 3, 38_750);
        write(asteroids, 10, 21_300);
    }

    private Board board(String id, String schedule) {
        return leaderboards.create(
                id, false, SortOrder.DESCENDING, Operator.BEST, schedule, "", true);
    }

    /// A better score that the player has by now stays.
    private void write(Board board, int number, long score) {
        leaderboards.write(board, player(number), name(number), score, 0, "", null);
    }

    private void fillTournaments() {
        Board weekly =
                tournament(
                        "weekly_tournament",
                        "Weekly Tournament",
                        SortOrder.DESCENDING,
                        "0 0 * * 1",
                        WEEK_SEC);
        compete(weekly, 1, 9_800);
        compete(weekly, 5, 9_150);
        compete(weekly, 9, 7_400);
        Board speed =
                tournament(
                        "speed_challenge",
                        "Speed Challenge",
                        SortOrder.ASCENDING,
                        "0 0 * * *",
                        DAY_SEC);
        compete(speed, 3, 61_250);
        compete(speed, 8, 64_900);
    }

    private Board tournament(
            String id, String title, SortOrder order, String schedule, int durationSec) {
        Board present = leaderboards.find(id);
        if (present != null) {
            return present;
        }
        TournamentRules rules =
                new TournamentRules(
                        title,
                        "",
                        1,
                        clock.nowSec(),
                        0,
                        durationSec,
                        false,
                        TournamentRules.UNLIMITED_SIZE,
                        TournamentRules.STANDARD_MAX_NUM_SCORE);
        return tournaments.create(id, false, order, Operator.BEST, schedule, "", true, rules);
    }

    /// Every attempt counts, so only the first one is made.
    private void compete(Board tournament, int number, long score) {
        boolean isIn =
                !leaderboards
                        .list(
                                tournament,
                                leaderboards.expirySec(tournament),
                                List.of(player(number)),
                                0,
                                "")
                        .getOwnerRecordsList()
                        .isEmpty();
        if (!isIn) {
            tournaments.write(tournament, player(number), name(number), score, 0, "", null);
        }
    }

    private void fillNotifications() {
        String[] subjects = {
            "Welcome!",
            "Daily reward",
            "Your rank changed",
            "The weekly tournament began",
            "Maintenance"
        };
        int[] codes = {100, 30, 32, 200, 100};
        List<Notice> notices = new ArrayList<>();
        for (int i = 0; i < subjects.length; i++) {
            UUID id =
                    UUID.nameUUIDFromBytes(("sample-notice-" + i).getBytes(StandardCharsets.UTF_8));
            // What a player has deleted does not come back.
            StorageId mark = new StorageId("sample_data", "notice_" + i, Storage.SYSTEM);
            if (storage.read(List.of(mark)).isEmpty()) {
                notices.add(
                        new Notice(id, player(i + 1), subjects[i], "{}", codes[i], null, true, 0));
                storage.write(
                        List.of(
                                new StorageWrite(
                                        mark.collection(),
                                        mark.key(),
                                        Storage.SYSTEM,
                                        "{}",
                                        "",
                                        0,
                                        0)));
            }
        }
        notifications.send(notices);
    }
}
