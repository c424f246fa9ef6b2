package io.kaosnet.core.matchmaker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Empty;
import com.google.protobuf.Int32Value;
import io.kaosnet.core.api.Endpoint;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.match.MatchId;
import io.kaosnet.core.session.Session;
import io.kaosnet.protocol.api.MatchmakerStats;
import io.kaosnet.protocol.api.Service;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.Envelope.MessageCase;
import io.kaosnet.protocol.realtime.Error;
import io.kaosnet.protocol.realtime.MatchmakerAdd;
import io.kaosnet.protocol.realtime.MatchmakerMatched;
import io.kaosnet.protocol.realtime.MatchmakerRemove;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What clients see of the matchmaker.
class MatchmakerTest {
    private static final ServiceDescriptor SERVICE =
            Service.getDescriptor().findServiceByName("Nakama");
    private static final MatchmakerConfig AT_INTERVALS =
            new MatchmakerConfig(3, 15_000, 2, false, false, 10_000, 1000);
    private static final MatchmakerConfig AT_ONCE =
            new MatchmakerConfig(3, 0, 2, true, false, 10_000, 1000);

    private final World world = new World();
    private Endpoints endpoints = Endpoints.builder(SERVICE).build();
    private Matchmaker matchmaker = start(AT_INTERVALS);

    private Matchmaker start(MatchmakerConfig config) {
        return start(world, config);
    }

    private Matchmaker start(World in, MatchmakerConfig config) {
        Matchmaker made = in.matchmaker(config);
        var builder = Endpoints.builder(SERVICE);
        made.bind(builder, in.router, in.sessions);
        endpoints = builder.build();
        return made;
    }

    @Test
    void twoAreMatchedAtTheInterval() {
        Session ann = world.connect("ann");
        Session bob = world.connect("bob");
        String annTicket =
                add(ann, two("*").putStringProperties("mode", "x").putNumericProperties("s", 5));
        String bobTicket = add(bob, two("+properties.mode:x"));
        matchmaker.doWork();
        assertThat(world.take(ann)).isEmpty();

        pass();

        MatchmakerMatched toAnn = matched(ann);
        MatchmakerMatched toBob = matched(bob);
        assertThat(toAnn.getTicket()).isEqualTo(annTicket);
        assertThat(toBob.getTicket()).isEqualTo(bobTicket);
        assertThat(toAnn.getToken()).isEqualTo(toBob.getToken());
        MatchId match = world.tokens.verify(toAnn.getToken());
        assertThat(match.isRelayed()).isTrue();
        assertThat(toAnn.getUsersList()).hasSize(2).isEqualTo(toBob.getUsersList());
        assertThat(toAnn.getSelf().getPresence().getSessionId()).isEqualTo(ann.id().toString());
        assertThat(toAnn.getSelf().getStringPropertiesMap()).containsEntry("mode", "x");
        assertThat(toAnn.getSelf().getNumericPropertiesMap()).containsEntry("s", 5.0);
        assertThat(toBob.getSelf().getPresence().getUsername()).isEqualTo("bob");
        assertThat(matchmaker.ticketCount()).isZero();
    }

    @Test
    void refusesCountsThatNoMatchCouldHave() {
        Session ann = world.connect("ann");
        for (MatchmakerAdd.Builder bad :
                List.of(
                        of(1, 2),
                        of(3, 2),
                        of(2, 4).setCountMultiple(Int32Value.of(0)),
                        of(2, 5).setCountMultiple(Int32Value.of(2)),
                        of(3, 6).setCountMultiple(Int32Value.of(2)))) {
            assertError(ask(ann, bad), Error.Code.BAD_INPUT);
        }
        assertError(ask(ann, two("+properties.x:>=\"zzz\"")), Error.Code.RUNTIME_EXCEPTION);
        for (int i = 0; i < 3; i++) {
            add(ann, two("*"));
        }
        assertError(ask(ann, two("*")), Error.Code.RUNTIME_EXCEPTION);
        assertThat(matchmaker.ticketCount()).isEqualTo(3);
    }

    @Test
    void ticketIsTakenBackByItsOwnerOnly() {
        Session ann = world.connect("ann");
        Session bob = world.connect("bob");
        String ticket = add(ann, two("*"));

        assertError(remove(bob, ticket), Error.Code.BAD_INPUT);
        assertError(remove(ann, ""), Error.Code.BAD_INPUT);
        assertError(remove(ann, UUID.randomUUID().toString()), Error.Code.BAD_INPUT);
        assertThat(remove(ann, ticket)).isEqualTo(Envelope.getDefaultInstance());
        assertError(remove(ann, ticket), Error.Code.BAD_INPUT);

        add(bob, two("*"));
        pass();
        assertThat(world.take(bob)).isEmpty();
    }

    @Test
    void takesLessThanTheMaximumAtTheLastInterval() {
        Session ann = world.connect("ann");
        Session bob = world.connect("bob");
        Session cid = world.connect("cid");
        for (Session session : List.of(ann, bob, cid)) {
            add(session, of(2, 4).setCountMultiple(Int32Value.of(2)));
        }

        pass();
        assertThat(world.take(ann)).isEmpty();
        pass();

        assertThat(matched(ann).getUsersCount()).isEqualTo(2);
        assertThat(matched(bob).getUsersCount()).isEqualTo(2);
        assertThat(world.take(cid)).isEmpty();
        assertThat(matchmaker.ticketCount()).isEqualTo(1);
    }

    @Test
    void nobodyIsMatchedWithOneself() {
        Session ann = world.connect("ann");
        add(ann, two("*"));
        add(ann, two("*"));

        pass();
        pass();

        assertThat(world.take(ann)).isEmpty();
    }

    @Test
    void bestScoreComesFirstThenTheOldest() {
        Session old = world.connect("old");
        Session best = world.connect("best");
        Session ann = world.connect("ann");
        add(old, two("+properties.never:1").putStringProperties("region", "us"));
        add(best, two("+properties.never:1").putStringProperties("region", "eu"));
        add(ann, two("properties.region:us properties.region:eu^5"));

        pass();

        assertThat(matched(ann).getUsersCount()).isEqualTo(2);
        assertThat(matched(best).getUsersCount()).isEqualTo(2);
        assertThat(world.take(old)).isEmpty();
    }

    @Test
    void matchesAtOnceWhenTheIntervalIsZero() {
        var other = new World();
        matchmaker = start(other, AT_ONCE);
        Session ann = other.connect("ann");
        Session bob = other.connect("bob");
        ask(other, ann, two("*"));
        ask(other, bob, two("*"));

        matchmaker.doWork();

        assertThat(other.take(ann)).hasSize(1);
        assertThat(other.take(bob)).hasSize(1);
    }

    /// The second finds nobody itself, and the first has looked already.
    @Test
    void ticketThatOnlyAnOlderOneWantsIsFoundAtOnceWhenTheIntervalIsZero() {
        var other = new World();
        matchmaker = start(other, AT_ONCE);
        Session ann = other.connect("ann");
        Session bob = other.connect("bob");
        ask(other, ann, two("+properties.mode:x"));
        matchmaker.doWork();
        other.nowNs += 1_000_000;
        ask(other, bob, two("+properties.mode:y").putStringProperties("mode", "x"));

        matchmaker.doWork();

        assertThat(other.take(ann)).hasSize(1);
        assertThat(other.take(bob)).hasSize(1);
    }

    @Test
    void candidatesThatAreRefusedAreCountedByTheKindOfClause() {
        add(
                world.connect("ann"),
                two("+properties.skill:>5 +properties.mode:x").putNumericProperties("skill", 9));
        add(
                world.connect("bob"),
                two("-properties.skill:9")
                        .putStringProperties("mode", "x")
                        .putNumericProperties("skill", 1));
        for (String name : List.of("cid", "dan")) {
            add(
                    world.connect(name),
                    two("+properties.mode:nobody")
                            .putStringProperties("mode", "y")
                            .putNumericProperties("skill", 9));
        }
        matchmaker.doWork();
        pass();

        assertThat(refused("range")).as("ann: bob's skill is low").isEqualTo(1);
        assertThat(refused("value")).as("bob: all have skill 9").isEqualTo(3);
        assertThat(refused("distance")).isZero();
    }

    private long refused(String clause) {
        return Objects.requireNonNull(matchmaker.refusedCounts().get(clause)).getAsLong();
    }

    @Test
    void lostSocketKeepsItsTicketForItsUser() {
        Session ann = world.connect("ann");
        Session bob = world.connect("bob");
        add(ann, two("*"));
        world.sessions.close(ann);
        add(bob, two("*"));
        pass(5_000);
        pass(0);
        assertThat(world.take(bob)).isEmpty();

        Session back = world.reconnect(ann);
        matchmaker.doWork();
        pass();

        assertThat(matched(back).getSelf().getPresence().getSessionId())
                .isEqualTo(back.id().toString());
        assertThat(matched(bob).getUsersCount()).isEqualTo(2);
    }

    @Test
    void lostTicketEndsAfterTheGrace() {
        Session ann = world.connect("ann");
        add(ann, two("*"));
        world.sessions.close(ann);
        pass();
        assertThat(matchmaker.ticketCount()).isZero();
    }

    @Test
    void askingAnewAfterALostSocketReplacesTheTicket() {
        Session ann = world.connect("ann");
        add(ann, two("*"));
        world.sessions.close(ann);
        Session back = world.reconnect(ann);
        add(back, two("*"));

        assertThat(matchmaker.ticketCount()).isEqualTo(1);
    }

    @Test
    void statisticsAreOfTheLastPass() {
        Session ann = world.connect("ann");
        assertThat(statistics()).isEqualTo(MatchmakerStats.getDefaultInstance());
        add(ann, two("+properties.a:1"));
        pass();
        assertThat(statistics().getTicketCount()).isEqualTo(1);
        assertThat(statistics().hasOldestTicketCreateTime()).isTrue();

        add(world.connect("bob"), two("*"));
        pass();
        pass();
        assertThat(statistics().getTicketCount()).isZero();
        assertThat(statistics().getCompletionsCount()).isEqualTo(1);
    }

    private MatchmakerStats statistics() {
        @SuppressWarnings("unchecked") // Bound with these types by the matchmaker.
        var endpoint =
                (Endpoint<Empty, MatchmakerStats>)
                        Objects.requireNonNull(endpoints.find("GetMatchmakerStats"));
        return endpoint.handler()
                .handle(world.connect("reader").caller(), Empty.getDefaultInstance());
    }

    private void pass() {
        pass(15_000);
    }

    private void pass(long afterMs) {
        matchmaker.doWork();
        world.nowNs += afterMs * 1_000_000;
        matchmaker.doWork();
    }

    private static MatchmakerAdd.Builder of(int min, int max) {
        return MatchmakerAdd.newBuilder().setMinCount(min).setMaxCount(max).setQuery("*");
    }

    private static MatchmakerAdd.Builder two(String query) {
        return of(2, 2).setQuery(query);
    }

    private String add(Session session, MatchmakerAdd.Builder add) {
        String ticket = ask(session, add).getMatchmakerTicket().getTicket();
        assertThat(ticket).isNotEmpty();
        return ticket;
    }

    private Envelope ask(Session session, MatchmakerAdd.Builder add) {
        return ask(world, session, add);
    }

    private static Envelope ask(World in, Session session, MatchmakerAdd.Builder add) {
        return in.ask(session, Envelope.newBuilder().setMatchmakerAdd(add));
    }

    private Envelope remove(Session session, String ticket) {
        var remove = MatchmakerRemove.newBuilder().setTicket(ticket);
        return world.ask(session, Envelope.newBuilder().setMatchmakerRemove(remove));
    }

    private MatchmakerMatched matched(Session session) {
        List<Envelope> received = world.take(session);
        assertThat(received)
                .singleElement()
                .extracting(Envelope::getMessageCase)
                .isEqualTo(MessageCase.MATCHMAKER_MATCHED);
        return received.getFirst().getMatchmakerMatched();
    }

    private static void assertError(Envelope reply, Error.Code code) {
        assertThat(reply.getError().getCode()).isEqualTo(code.getNumber());
    }
}
