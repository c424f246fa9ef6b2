package io.kaosnet.core.matchmaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.realtime.RealtimeException;
import io.kaosnet.core.session.Session;
import io.kaosnet.protocol.kaosnet.MatchmakerRefusal;
import io.kaosnet.protocol.kaosnet.MatchmakerTicketReport;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.MatchmakerMatched;
import io.kaosnet.runtime.MatchmakerMatchedHook;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Matches that run and ask for players, and what tickets are told of why they wait.
class BackfillTest {
    private static final String MATCH = "11111111-1111-1111-1111-111111111111.n1";

    private final World world = new World();
    private final Set<String> running = new HashSet<>(Set.of(MATCH));
    private final Matchmaker matchmaker =
            world.matchmaker(new MatchmakerConfig(3, 1000, 2, true, false, 10_000, 1000));

    BackfillTest() {
        world.follow(matchmaker);
        matchmaker.serve(
                new Matchmaker.Directory() {
                    @Override
                    public boolean isRunning(String matchId) {
                        return running.contains(matchId);
                    }

                    @Override
                    public boolean has(String matchId, UUID userId) {
                        return false;
                    }
                });
    }

    private UUID add(Session session, int min, int max, String query, String mode, double skill) {
        return matchmaker.add(
                List.of(session),
                "",
                new Matchmaker.Request(
                        min, max, null, query, Map.of("mode", mode), Map.of("skill", skill)));
    }

    private UUID backfill(int present, int wanted, String query) {
        return matchmaker.backfill(
                MATCH, present, wanted, query, Map.of("mode", "duel"), Map.of("skill", 10.0));
    }

    private void pass() {
        matchmaker.doWork();
        world.nowNs += 1_000_000_000L;
        matchmaker.doWork();
    }

    private List<MatchmakerMatched> told(Session session) {
        return told(world, session);
    }

    private static List<MatchmakerMatched> told(World in, Session session) {
        return in.take(session).stream()
                .filter(Envelope::hasMatchmakerMatched)
                .map(Envelope::getMatchmakerMatched)
                .toList();
    }

    @Test
    void oldestWhoFitTakeThePlacesAndTheRestWait() {
        Session ann = world.connect("ann");
        Session bob = world.connect("bob");
        Session cid = world.connect("cid");
        Session other = world.connect("other");
        add(other, 2, 4, "+properties.never:1", "arena", 10);
        add(ann, 2, 4, "+properties.never:1", "duel", 10);
        add(bob, 4, 4, "+properties.mode:duel", "duel", 10);
        add(cid, 4, 4, "+properties.mode:duel", "duel", 10);
        pass();

        backfill(3, 1, "+properties.mode:duel");
        matchmaker.doWork();

        assertThat(told(bob)).extracting(MatchmakerMatched::getMatchId).containsExactly(MATCH);
        assertThat(told(ann)).as("its query does not take the match").isEmpty();
        assertThat(told(cid)).isEmpty();
        assertThat(told(other)).isEmpty();
        assertThat(matchmaker.openingCount()).isZero();
        assertThat(matchmaker.backfilledPlayerCount()).isEqualTo(1);
    }

    @Test
    void playersWhoWantMoreThanTheMatchWillHaveAreNotSent() {
        Session ann = world.connect("ann");
        add(ann, 5, 8, "*", "duel", 10);
        backfill(1, 2, "*");
        pass();
        assertThat(told(ann)).isEmpty();
        assertThat(matchmaker.openingCount()).isEqualTo(1);
    }

    @Test
    void endsWithItsMatchOrWhenItIsTakenBack() {
        backfill(1, 1, "*");
        UUID second = backfill(1, 1, "*");
        matchmaker.doWork();
        assertThat(matchmaker.openingCount()).isEqualTo(2);
        matchmaker.endBackfill(second, "");
        matchmaker.doWork();
        assertThat(matchmaker.openingCount()).isEqualTo(1);

        running.clear();
        pass();

        assertThat(matchmaker.openingCount()).isZero();
        assertThatThrownBy(() -> backfill(1, 1, "*")).isInstanceOf(ApiException.class);
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> backfill(-1, 1, "*")).isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> backfill(1, 0, "*")).isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> backfill(1, 1, "+properties.x:>=\"z\""))
                .isInstanceOf(RealtimeException.class);
    }

    @Test
    void othersWaitAgainWhenOneIsGoneBeforeItIsTold() {
        var other = new World();
        Session ann = other.connect("ann");
        Session bob = other.connect("bob");
        var leaving =
                new MatchmakerHooks() {
                    private boolean isDone;

                    @Override
                    public boolean hasMatched() {
                        return true;
                    }

                    @Override
                    public String matched(List<MatchmakerMatchedHook.Entry> entries) {
                        if (!isDone) {
                            isDone = true;
                            other.sessions.close(ann);
                        }
                        return "m.n1";
                    }

                    @Override
                    public void execute(Runnable work) {
                        work.run();
                    }
                };
        Matchmaker asking =
                other.matchmaker(
                        new MatchmakerConfig(3, 1000, 2, true, false, 10_000, 1000),
                        leaving,
                        UUID::randomUUID);
        other.follow(asking);
        var two = new Matchmaker.Request(2, 2, null, "*", Map.of(), Map.of());
        asking.add(List.of(ann), "", two);
        asking.add(List.of(bob), "", two);
        asking.doWork();
        assertThat(told(other, bob)).isEmpty();
        assertThat(asking.requeuedCount()).isEqualTo(1);

        Session cid = other.connect("cid");
        asking.add(List.of(cid), "", two);
        asking.doWork();
        assertThat(told(other, bob))
                .extracting(MatchmakerMatched::getMatchId)
                .containsExactly("m.n1");
    }

    @Test
    void ticketIsToldOnWhatTheOthersFail() {
        Session ann = world.connect("ann");
        UUID id = add(ann, 2, 2, "+properties.mode:duel +properties.skill:>=50", "duel", 10);
        add(world.connect("a"), 2, 2, "+properties.x:1", "arena", 60);
        add(world.connect("b"), 2, 2, "+properties.x:1", "duel", 10);
        add(world.connect("c"), 2, 2, "+properties.x:1", "duel", 20);
        add(world.connect("d"), 3, 4, "+properties.x:1", "duel", 60);
        add(ann, 2, 2, "+properties.x:1", "duel", 60);
        pass();

        MatchmakerTicketReport report =
                matchmaker.reports().explain(Objects.requireNonNull(matchmaker.ticket(id)));

        assertThat(report.getTickets()).isEqualTo(5);
        assertThat(report.getFitting()).isZero();
        assertThat(report.getWaitedMs()).isEqualTo(1000);
        assertThat(report.getEstimatedWaitMs()).isEqualTo(-1);
        assertThat(report.getRefusalsList())
                .extracting(MatchmakerRefusal::getTickets)
                .containsExactly(2, 1, 1, 1);
        assertThat(report.getRefusals(0).getClause()).contains("properties.skill");
    }

    @Test
    void estimateIsWhatTicketsLikeItHaveWaitedLately() {
        add(world.connect("a"), 2, 2, "*", "duel", 1);
        world.nowNs += 4_000_000_000L;
        add(world.connect("b"), 2, 2, "*", "duel", 1);
        matchmaker.doWork();
        UUID id = add(world.connect("c"), 2, 2, "*", "duel", 1);
        matchmaker.doWork();

        MatchmakerTicketReport report =
                matchmaker.reports().explain(Objects.requireNonNull(matchmaker.ticket(id)));

        assertThat(report.getEstimatedWaitMs()).isBetween(100L, 4000L);
    }
}
