package io.kaosnet.core.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.OnEveryDatabase;
import io.kaosnet.runtime.MatchPresence;
import io.kaosnet.runtime.MatchPresence.Reason;
import java.util.List;
import java.util.UUID;

final class StoredSnapshotsTest {
    private static MatchPresence player(String name) {
        return new MatchPresence(
                UUID.randomUUID().toString(),
                UUID.randomUUID().toString(),
                name,
                "n1",
                Reason.JOIN);
    }

    private static MatchSnapshots.Saved match(long tick, byte[] state, MatchPresence... players) {
        return new MatchSnapshots.Saved(
                new MatchId(UUID.randomUUID(), "n1"), "game", tick, List.of(players), state);
    }

    @OnEveryDatabase
    void whatOneProcessSavesTheNextOneTakesOnce(Database database) {
        var before = new StoredSnapshots(database, "n1", Clock.SYSTEM);
        MatchPresence ann = player("ann");
        MatchPresence bob = player("bob");
        MatchSnapshots.Saved full = match(77, new byte[] {0, -1, 3}, bob, ann);
        MatchSnapshots.Saved empty = match(0, new byte[0]);
        before.save(List.of(full, empty));

        assertThat(new StoredSnapshots(database, "n2", Clock.SYSTEM).take()).isEmpty();
        var after = new StoredSnapshots(database, "n1", Clock.SYSTEM);
        List<MatchSnapshots.Saved> taken = after.take();
        assertThat(taken)
                .extracting(MatchSnapshots.Saved::id)
                .containsExactlyInAnyOrder(full.id(), empty.id());
        MatchSnapshots.Saved again =
                taken.stream().filter(one -> one.id().equals(full.id())).findFirst().orElseThrow();
        assertThat(again.handlerName()).isEqualTo("game");
        assertThat(again.tick()).isEqualTo(77);
        assertThat(again.state().toArray()).containsExactly(0, -1, 3);
        assertThat(again.players()).containsExactly(bob, ann);
        assertThat(after.take()).isEmpty();
    }

    @OnEveryDatabase
    void aMatchSavedAgainReplacesItsOlderState(Database database) {
        var store = new StoredSnapshots(database, "n1", Clock.SYSTEM);
        MatchSnapshots.Saved old = match(1, new byte[] {1}, player("ann"), player("bob"));
        store.save(List.of(old));
        store.save(
                List.of(
                        new MatchSnapshots.Saved(
                                old.id(), "game", 2, List.of(player("cid")), new byte[] {2})));
        List<MatchSnapshots.Saved> taken = store.take();
        assertThat(taken).hasSize(1);
        assertThat(taken.getFirst().tick()).isEqualTo(2);
        assertThat(taken.getFirst().players())
                .extracting(MatchPresence::username)
                .containsExactly("cid");
    }
}
