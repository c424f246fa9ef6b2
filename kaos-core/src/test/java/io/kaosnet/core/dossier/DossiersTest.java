package io.kaosnet.core.dossier;

import static io.kaosnet.core.social.SocialWorld.ANN;
import static io.kaosnet.core.social.SocialWorld.BOB;
import static io.kaosnet.core.social.SocialWorld.CID;
import static io.kaosnet.core.social.SocialWorld.DAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.core.api.Code;
import io.kaosnet.core.bracket.Brackets;
import io.kaosnet.core.chat.ChannelId;
import io.kaosnet.core.chat.ChatMessages;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.OnEveryDatabase;
import io.kaosnet.core.group.GroupFields;
import io.kaosnet.core.leaderboard.Board;
import io.kaosnet.core.leaderboard.BoardWorld;
import io.kaosnet.core.leaderboard.Operator;
import io.kaosnet.core.leaderboard.SortOrder;
import io.kaosnet.core.notification.Notice;
import io.kaosnet.core.social.SocialWorld;
import io.kaosnet.core.storage.Storage;
import io.kaosnet.core.storage.StorageFilter;
import io.kaosnet.core.storage.StorageId;
import io.kaosnet.core.storage.StorageWrite;
import io.kaosnet.core.wallet.WalletChange;
import io.kaosnet.core.wallet.Wallets;
import io.kaosnet.protocol.api.LeaderboardRecord;
import io.kaosnet.protocol.kaosnet.Bracket;
import java.util.List;
import java.util.Map;
import java.util.UUID;

final class DossiersTest {
    private static final class World {
        final SocialWorld social;
        final BoardWorld boards;
        final Storage storage;
        final Wallets wallets;
        final Dossiers dossiers;
        final Board board;
        final UUID group;

        World(Database database) {
            social = new SocialWorld(database);
            boards = new BoardWorld(database, (_, _) -> {});
            storage = new Storage(database, social.clock);
            social.accounts.beforeDelete(storage::forget);
            wallets = new Wallets(database, social.clock);
            dossiers = new Dossiers(database, storage, boards.leaderboards, social.clock);
            board =
                    boards.leaderboards.create(
                            "b", false, SortOrder.DESCENDING, Operator.BEST, "", "", true);
            storage.declareFields("stats", List.of("level"));
            group =
                    UUID.fromString(
                            social.groups
                                    .create(
                                            BOB,
                                            new GroupFields(
                                                    "g", null, null, null, true, null, 3, null))
                                    .getId());
            fill(database);
        }

        private void fill(Database database) {
            storage.write(
                    List.of(
                            new StorageWrite("stats", "a", ANN, "{\"level\":   7}", "", 2, 1),
                            new StorageWrite("stats", "b", ANN, "{\"level\": 9}", "", 1, 0)));
            social.pass(1000);
            wallets.update(
                    List.of(new WalletChange(ANN, Map.of("gold", 5L), "{\"why\": \"gift\"}")),
                    true);
            social.friends.add(ANN, "ann", List.of(BOB), List.of(), "{\"since\": 1}");
            social.friends.add(BOB, "bob", List.of(ANN), List.of(), "");
            social.friends.add(ANN, "ann", List.of(CID), List.of(), "");
            social.friends.block(ANN, List.of(DAN), List.of());
            social.groups.join(group, ANN, "ann");
            social.messages.send(
                    ChannelId.room("hall"), new ChatMessages.Sender(ANN, "ann"), "{\"t\":1}", true);
            social.pass(1);
            social.messages.send(
                    ChannelId.direct(ANN, BOB),
                    new ChatMessages.Sender(ANN, "ann"),
                    "{\"t\":2}",
                    true);
            social.notifications.send(
                    List.of(new Notice(UUID.randomUUID(), ANN, "hi", "{}", 40_000, null, true, 0)));
            boards.leaderboards.write(board, ANN, "ann", 12, 3, "{\"m\":1}", null);
            boards.leaderboards.write(board, BOB, "bob", 11, 3, "", null);
            database.write(
                    tx ->
                            tx.sql("INSERT INTO user_device (id, user_id) VALUES (?, ?)")
                                    .bind("device-of-ann")
                                    .bind(ANN)
                                    .update());
            database.write(
                    tx ->
                            tx.sql("UPDATE users SET email = ? WHERE id = ?")
                                    .bind("ann@example.com")
                                    .bind(ANN)
                                    .update());
            social.accounts.ban(ANN, "rude", social.nowMs() / 1000 + 60);
        }

        void delete(UUID user) {
            social.accounts.delete(user);
            boards.leaderboards.deleteOwner(user);
        }

        List<LeaderboardRecord> top() {
            return boards.leaderboards.list(board, 0, List.of(), 10, "").getRecordsList();
        }
    }

    @OnEveryDatabase
    void anAccountThatWasDeletedComesBackWithEverything(Database database) {
        World world = new World(database);
        String before = world.dossiers.export(ANN);
        assertThat(before)
                .contains("ann@example.com", "device-of-ann", "\"rude\"", "\"score\":\"12\"")
                .contains("\"hi\"", "gift", "\"hall\"", "since")
                .doesNotContain("password");
        world.delete(ANN);
        assertThat(BoardWorld.text(world.top())).isEqualTo("2:1");
        SocialWorld.refused(Code.NOT_FOUND, () -> world.dossiers.export(ANN));
        assertThat(world.dossiers.restore(before, null)).isEqualTo(ANN);
        assertThat(world.dossiers.export(ANN)).isEqualTo(before);
        assertThat(world.dossiers.export(BOB)).contains("\"ann\"");
        // What is in memory follows.
        assertThat(BoardWorld.text(world.top())).isEqualTo("1:1 2:2");
        var filter = StorageFilter.parse(Map.of("level", Map.of("gte", 8)));
        assertThat(world.storage.query("stats", null, filter, 10, "").getObjectsList())
                .extracting(object -> object.getKey())
                .containsExactly("b");
        assertThat(world.social.groups.get(List.of(world.group)).getFirst().getEdgeCount())
                .isEqualTo(2);
        assertThat(world.social.accounts.get(ANN).getUser().getEdgeCount()).isEqualTo(3);
        assertThat(world.social.accounts.get(BOB).getUser().getEdgeCount()).isEqualTo(1);
    }

    @OnEveryDatabase
    void aDossierReplacesWhatAnotherAccountHolds(Database database) {
        World world = new World(database);
        String ann = world.dossiers.export(ANN);
        SocialWorld.refused(Code.ALREADY_EXISTS, () -> world.dossiers.restore(ann, CID));
        world.delete(ANN);
        world.storage.write(List.of(new StorageWrite("old", "x", CID, "{\"level\":1}", "", 1, 1)));
        assertThat(world.dossiers.restore(ann, CID)).isEqualTo(CID);
        assertThat(world.social.accounts.get(CID).getUser().getUsername()).isEqualTo("ann");
        assertThat(world.storage.read(List.of(new StorageId("old", "x", CID)))).isEmpty();
        assertThat(world.storage.read(List.of(new StorageId("stats", "a", CID)))).hasSize(1);
        assertThat(BoardWorld.text(world.top())).isEqualTo("3:1 2:2");
    }

    @OnEveryDatabase
    void aDossierThatIsNoneChangesNothing(Database database) {
        World world = new World(database);
        String before = world.dossiers.export(ANN);
        for (String wrong :
                List.of(
                        "",
                        "[]",
                        "{}",
                        "{\"account\":{}}",
                        "{\"account\":{\"user\":{\"id\":\"x\"}}}",
                        before + "x",
                        before.replace("\"format\":1", "\"format\":2"),
                        before.replace("\"permission_read\":2", "\"permission_read\":3"),
                        before.replace("\"score\":\"12\"", "\"score\":\"-12\""),
                        before.replace("\"objects\":[", "\"objects\":[5,"),
                        before.replace("\"username\":\"ann\"", "\"username\":\"\""))) {
            SocialWorld.refused(Code.INVALID_ARGUMENT, () -> world.dossiers.restore(wrong, null));
        }
        assertThat(world.dossiers.export(ANN)).isEqualTo(before);
    }

    @OnEveryDatabase
    void scoresOfBoardsThatADossierDoesNotNameGo(Database database) {
        World world = new World(database);
        String ann = world.dossiers.export(ANN);
        world.delete(ANN);
        Board other =
                world.boards.leaderboards.create(
                        "other", false, SortOrder.DESCENDING, Operator.BEST, "", "", true);
        world.boards.leaderboards.write(other, CID, "cid", 5, 0, "", null);
        world.boards.leaderboards.write(other, BOB, "bob", 4, 0, "", null);
        String broken = ann.replace("\"num_score\":1", "\"num_score\":-1");
        SocialWorld.refused(Code.INVALID_ARGUMENT, () -> world.dossiers.restore(broken, CID));
        assertThat(BoardWorld.text(top(world, other))).isEqualTo("3:1 2:2");
        world.dossiers.restore(ann, CID);
        assertThat(BoardWorld.text(top(world, other))).isEqualTo("2:1");
    }

    private static List<LeaderboardRecord> top(World world, Board board) {
        return world.boards.leaderboards.list(board, 0, List.of(), 10, "").getRecordsList();
    }

    /// A server that has neither of them at first.
    @OnEveryDatabase
    void friendsMovedTogetherKeepWhatEachNotedAboutTheOther(Database database) {
        World world = new World(database);
        world.social.friends.add(BOB, "bob", List.of(ANN), List.of(), "{\"from\": \"work\"}");
        List<UUID> movers = List.of(ANN, BOB, CID, DAN);
        List<String> dossiers = movers.stream().map(world.dossiers::export).toList();
        List<String> before = movers.stream().map(id -> friends(world, id)).toList();
        assertThat(before.getFirst()).contains("since", "\"state\":1", "\"state\":3");
        movers.forEach(world::delete);
        for (int pass = 0; pass < 2; pass++) {
            dossiers.forEach(dossier -> world.dossiers.restore(dossier, null));
        }
        assertThat(movers.stream().map(id -> friends(world, id)).toList()).isEqualTo(before);
        for (int i = 0; i < movers.size(); i++) {
            int edges = world.social.accounts.get(movers.get(i)).getUser().getEdgeCount();
            assertThat(edges).isEqualTo(List.of(3, 1, 1, 0).get(i));
        }
        world.dossiers.restore(dossiers.getLast().replace("\"friends\":[]", FRIEND_OF_CID), null);
        assertThat(friends(world, CID)).contains("\"dan\"");
        world.dossiers.restore(dossiers.getLast(), null);
        assertThat(friends(world, CID)).isEqualTo(before.get(2));
    }

    private static final String FRIEND_OF_CID =
            "\"friends\":[{\"user\":{\"id\":\"" + CID + "\"},\"state\":0}]";

    private static String friends(World world, UUID user) {
        String dossier = world.dossiers.export(user);
        return dossier.substring(dossier.indexOf("\"friends\""), dossier.indexOf("\"groups\""));
    }

    @OnEveryDatabase
    void anAccountTellsOfItsBrackets(Database database) {
        World world = new World(database);
        var brackets = new Brackets(database, world.boards.jobs, world.social.clock);
        brackets.create(Bracket.newBuilder().setId("cup").setTitle("The Cup").build());
        brackets.join("cup", ANN.toString(), "ann", 0);
        brackets.join("cup", BOB.toString(), "bob", 0);
        brackets.start("cup");
        brackets.decide("cup", 1, 1, 0);
        String ann = world.dossiers.export(ANN);
        assertThat(ann)
                .contains("\"brackets\":[{\"bracket_id\":\"cup\",\"title\":\"The Cup\"")
                .contains("\"username\":\"ann\",\"seed\":1");
        assertThat(world.dossiers.export(CID)).contains("\"brackets\":[]");
        assertThat(world.dossiers.restore(ann, null)).isEqualTo(ANN);
    }

    /// Groups without a rank, channels by their ids, the system as no sender.
    @OnEveryDatabase
    void whatNakamaExportedComesIn(Database database) {
        World world = new World(database);
        String user = new UUID(7, 9).toString();
        String group = world.group.toString();
        String export =
                """
                {"account": {"user": {"id": "USER", "username": "eve", "lang_tag": "en",
                  "metadata": "{}", "create_time": "2024-01-01T00:00:00Z"},
                  "wallet": "{\\"gold\\": 5}", "email": "eve@example.com",
                  "devices": [{"id": "eves-device"}]},
                 "objects": [{"collection": "c", "key": "k", "user_id": "USER",
                  "value": "{\\"x\\": 1}", "version": "v", "permission_read": 1,
                  "create_time": "2024-01-01T00:00:00Z", "update_time": "2024-01-01T00:00:00Z"}],
                 "friends": [{"user": {"id": "BOB"}, "state": 0,
                  "update_time": "2024-01-01T00:00:00Z"}],
                 "groups": [{"id": "GROUP", "name": "g", "metadata": "{}"}],
                 "messages": [{"channel_id": "2...hall", "message_id": "USER", "code": 0,
                  "sender_id": "USER", "username": "eve", "content": "{}",
                  "create_time": "2024-01-01T00:00:00Z", "persistent": true}],
                 "leaderboard_records": [{"leaderboard_id": "b", "owner_id": "USER", "score": "13",
                  "metadata": "{}", "create_time": "2024-01-01T00:00:00Z",
                  "update_time": "2024-01-01T00:00:00Z"}],
                 "notifications": [{"id": "USER", "subject": "s", "content": "{}", "code": 1,
                  "create_time": "2024-01-01T00:00:00Z", "persistent": true}],
                 "wallet_ledgers": [{"id": "USER", "user_id": "USER",
                  "changeset": "{\\"gold\\": 5}", "metadata": "{}",
                  "create_time": "2024-01-01T00:00:00Z"}]}
                """
                        .replace("USER", user)
                        .replace("BOB", BOB.toString())
                        .replace("GROUP", group);
        world.dossiers.restore(export, null);
        assertThat(world.dossiers.export(new UUID(7, 9)))
                .contains("\"eves-device\"", "\"hall\"", "\"score\":\"13\"", "\"state\":2")
                .contains("\"bob\"", "\"subject\":\"s\"", "\\\"gold\\\"");
        String wrong = export.replace("2...hall", "hall");
        SocialWorld.refused(Code.INVALID_ARGUMENT, () -> world.dossiers.restore(wrong, null));
    }
}
