package io.kaosnet.core.party;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.matchmaker.Matchmaker;
import io.kaosnet.core.matchmaker.MatchmakerConfig;
import io.kaosnet.core.matchmaker.World;
import io.kaosnet.core.session.Session;
import io.kaosnet.protocol.api.Service;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.MatchmakerMatched;
import io.kaosnet.protocol.realtime.PartyCreate;
import io.kaosnet.protocol.realtime.PartyJoin;
import io.kaosnet.protocol.realtime.PartyLeave;
import io.kaosnet.protocol.realtime.PartyMatchmakerAdd;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What becomes of a party's matchmaker tickets when its members come, go and lose their sockets.
class PartyTicketsTest {
    private static final Matchmaker.Request ALONE =
            new Matchmaker.Request(3, 3, null, "*", Map.of(), Map.of());

    private final World world = new World();
    private final Matchmaker matchmaker =
            world.matchmaker(new MatchmakerConfig(3, 0, 1, true, false, 10_000, 100));
    private final Parties parties =
            new Parties(
                    new PartyConfig(false, 10_000, 60, 30),
                    "n1",
                    world.presences,
                    matchmaker,
                    world.clock);
    private final Session ann = world.connect("ann");
    private final Session bob = world.connect("bob");
    private final Session cid = world.connect("cid");
    private final String party;

    PartyTicketsTest() {
        world.follow(matchmaker);
        parties.bind(
                Endpoints.builder(Service.getDescriptor().findServiceByName("Nakama")),
                world.router);
        party =
                world.ask(
                                ann,
                                Envelope.newBuilder()
                                        .setPartyCreate(
                                                PartyCreate.newBuilder()
                                                        .setOpen(true)
                                                        .setMaxSize(4)))
                        .getParty()
                        .getPartyId();
        join(bob);
    }

    private void join(Session session) {
        Envelope reply =
                world.ask(
                        session,
                        Envelope.newBuilder()
                                .setPartyJoin(PartyJoin.newBuilder().setPartyId(party)));
        assertThat(reply.hasError()).isFalse();
    }

    private UUID look(Session leader) {
        var add =
                PartyMatchmakerAdd.newBuilder()
                        .setPartyId(party)
                        .setMinCount(3)
                        .setMaxCount(3)
                        .setQuery("*");
        Envelope reply = world.ask(leader, Envelope.newBuilder().setPartyMatchmakerAdd(add));
        return UUID.fromString(reply.getPartyMatchmakerTicket().getTicket());
    }

    private void pass(long ms) {
        world.nowNs += ms * 1_000_000;
        parties.sweep();
        matchmaker.doWork();
        matchmaker.doWork();
    }

    private MatchmakerMatched told(Session session) {
        return world.take(session).stream()
                .filter(Envelope::hasMatchmakerMatched)
                .map(Envelope::getMatchmakerMatched)
                .findFirst()
                .orElse(MatchmakerMatched.getDefaultInstance());
    }

    @Test
    void memberWhoIsBackInTheGraceKeepsThePartysTicket() {
        UUID ticket = look(ann);
        world.sessions.close(bob);
        matchmaker.add(List.of(cid), "", ALONE);
        pass(5_000);
        assertThat(matchmaker.has(ticket)).isTrue();
        assertThat(told(cid).getTicket()).as("a match with a ghost").isEmpty();

        Session back = world.reconnect(bob);
        pass(100);
        assertThat(told(cid).getTicket()).as("a match with one outside its party").isEmpty();
        join(back);
        pass(100);

        assertThat(told(ann).getTicket()).isEqualTo(ticket.toString());
        assertThat(told(back).getTicket()).isEqualTo(ticket.toString());
        assertThat(told(cid).getUsersList())
                .extracting(user -> user.getPresence().getSessionId())
                .containsExactlyInAnyOrder(
                        ann.id().toString(), back.id().toString(), cid.id().toString());
    }

    @Test
    void ticketWaitsForEachWhoIsLost() {
        UUID ticket = look(ann);
        matchmaker.doWork();
        world.sessions.close(bob);
        world.sessions.close(ann);
        matchmaker.add(List.of(cid), "", ALONE);
        Session annBack = world.reconnect(ann);
        join(annBack);
        pass(1_000);
        assertThat(told(cid).getTicket()).isEmpty();
        Session bobBack = world.reconnect(bob);
        join(bobBack);
        pass(100);
        assertThat(told(annBack).getTicket()).isEqualTo(ticket.toString());
    }

    @Test
    void ticketEndsWhenSomebodyDoesNotComeBackInTime() {
        UUID ticket = look(ann);
        pass(0);
        world.sessions.close(bob);
        pass(9_900);
        assertThat(matchmaker.has(ticket)).isTrue();
        pass(200);
        assertThat(matchmaker.has(ticket)).isFalse();
        assertThat(matchmaker.ticketCount()).isZero();
    }

    @Test
    void ticketEndsWhenTheMembersAreOthers() {
        UUID first = look(ann);
        join(cid);
        assertThat(matchmaker.has(first)).as("somebody joined").isFalse();
        UUID second = look(ann);
        world.ask(
                cid,
                Envelope.newBuilder().setPartyLeave(PartyLeave.newBuilder().setPartyId(party)));
        assertThat(matchmaker.has(second)).as("somebody left").isFalse();
    }

    @Test
    void newMemberEndsTheTicketThatWaitsForALostOne() {
        UUID ticket = look(ann);
        world.sessions.close(bob);
        join(cid);
        assertThat(matchmaker.has(ticket)).isFalse();
    }

    @Test
    void ticketPutInWithoutALostMemberEndsWhenItIsBack() {
        world.sessions.close(bob);
        UUID ticket = look(ann);
        join(world.reconnect(bob));
        assertThat(matchmaker.has(ticket)).isFalse();
    }

    @Test
    void ticketOfThoseWhoAreThereOutlivesOneWhoStaysAway() {
        world.sessions.close(bob);
        UUID ticket = look(ann);
        pass(11_000);
        assertThat(matchmaker.has(ticket)).isTrue();
    }

    @Test
    void withoutAGraceTheTicketEndsWithTheSocket() {
        var other = new World();
        var strict = other.matchmaker(new MatchmakerConfig(3, 0, 1, true, false, 0, 100));
        other.follow(strict);
        Session eve = other.connect("eve");
        UUID ticket = strict.add(List.of(other.connect("dan"), eve), "party", ALONE);
        other.sessions.close(eve);
        assertThat(strict.has(ticket)).isFalse();
    }
}
