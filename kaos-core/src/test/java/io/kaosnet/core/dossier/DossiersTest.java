package io.kaosnet.core.dossier;

import static io.kaosnet.core.social.SocialWorld.ANN;
import static io.kaosnet.core.social.SocialWorld.BOB;
import static io.kaosnet.core.social.SocialWorld.CID;
import static io.kaosnet.core.social.SocialWorld.DAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.core.api.Code;
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
                    List.of(new Notice(UUID.randomUUID(), ANN, "hi", "{}", 7, null, true, 0)));
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
}
