package io.kaosnet.core.party;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.BoolValue;
import com.google.protobuf.ByteString;
import com.google.protobuf.Int32Value;
import com.google.protobuf.StringValue;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.api.Endpoint;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.matchmaker.Matchmaker;
import io.kaosnet.core.matchmaker.MatchmakerConfig;
import io.kaosnet.core.matchmaker.World;
import io.kaosnet.core.session.Session;
import io.kaosnet.protocol.api.ListPartiesRequest;
import io.kaosnet.protocol.api.PartyList;
import io.kaosnet.protocol.api.Service;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.Envelope.MessageCase;
import io.kaosnet.protocol.realtime.Error;
import io.kaosnet.protocol.realtime.Party;
import io.kaosnet.protocol.realtime.PartyAccept;
import io.kaosnet.protocol.realtime.PartyClose;
import io.kaosnet.protocol.realtime.PartyCreate;
import io.kaosnet.protocol.realtime.PartyDataSend;
import io.kaosnet.protocol.realtime.PartyJoin;
import io.kaosnet.protocol.realtime.PartyJoinRequestList;
import io.kaosnet.protocol.realtime.PartyLeave;
import io.kaosnet.protocol.realtime.PartyMatchmakerAdd;
import io.kaosnet.protocol.realtime.PartyMatchmakerRemove;
import io.kaosnet.protocol.realtime.PartyPromote;
import io.kaosnet.protocol.realtime.PartyRemove;
import io.kaosnet.protocol.realtime.PartyUpdate;
import io.kaosnet.protocol.realtime.UserPresence;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Section by section what clients see of parties.
class PartiesTest {
    private final World world = new World();
    private final Endpoints endpoints;
    private final Matchmaker matchmaker;
    private final Parties parties;

    PartiesTest() {
        matchmaker = world.matchmaker(MatchmakerConfig.DEFAULT);
        parties = new Parties(PartyConfig.DEFAULT, "n1", world.presences, matchmaker, world.clock);
        var builder = Endpoints.builder(Service.getDescriptor().findServiceByName("Nakama"));
        parties.bind(builder, world.router);
        endpoints = builder.build();
    }

    @Test
    void creatorGetsTheReplyAPartyPushAndItsOwnPresenceEvent() {
        Session ann = world.connect("ann");

        Party party = create(ann, true, 4, "{\"mode\":\"duo\"}");

        assertThat(party.getPartyId()).endsWith(".n1");
        assertThat(party.getLabel()).isEqualTo("{\"mode\":\"duo\"}");
        assertThat(party.getSelf()).isEqualTo(user(ann));
        assertThat(party.getLeader()).isEqualTo(user(ann));
        assertThat(party.getPresencesList()).containsExactly(user(ann));
        List<Envelope> pushes = world.take(ann);
        assertThat(kinds(pushes))
                .containsExactly(MessageCase.PARTY, MessageCase.PARTY_PRESENCE_EVENT);
        assertThat(pushes.getFirst().getParty().getLabel()).isEmpty();
    }

    @Test
    void refusesSizesAndLabelsOutOfRange() {
        Session ann = world.connect("ann");

        for (PartyCreate bad :
                List.of(
                        PartyCreate.newBuilder().setMaxSize(-1).build(),
                        PartyCreate.newBuilder().setMaxSize(257).build(),
                        PartyCreate.newBuilder().setMaxSize(2).setLabel("[1]").build(),
                        PartyCreate.newBuilder().setMaxSize(2).setLabel("x").build(),
                        PartyCreate.newBuilder()
                                .setMaxSize(2)
                                .setLabel("{\"a\":\"" + "x".repeat(2048) + "\"}")
                                .build())) {
            assertRefused(world.ask(ann, Envelope.newBuilder().setPartyCreate(bad)));
        }
        assertThat(parties.count()).isZero();
        assertThat(create(ann, true, 0, "").getLabel()).isEqualTo("{}");
    }

    @Test
    void openPartyTakesWhoeverComesUntilItIsFull() {
        Session ann = world.connect("ann");
        Session bob = world.connect("bob");
        Session cid = world.connect("cid");
        String id = create(ann, true, 2, "").getPartyId();
        world.take(ann);

        assertThat(join(bob, id)).isEqualTo(Envelope.getDefaultInstance());

        List<Envelope> toBob = world.take(bob);
        assertThat(kinds(toBob))
                .containsExactly(MessageCase.PARTY, MessageCase.PARTY_PRESENCE_EVENT);
        assertThat(toBob.getFirst().getParty().getPresencesList())
                .containsExactly(user(ann), user(bob));
        assertThat(toBob.getFirst().getParty().getSelf()).isEqualTo(user(bob));
        assertThat(world.take(ann).getFirst().getPartyPresenceEvent().getJoinsList())
                .containsExactly(user(bob));
        assertRefused(join(cid, id));
        assertRefused(join(cid, create(cid, true, 0, "").getPartyId().replace(".n1", ".n2")));
        assertRefused(join(cid, "nonsense"));
        assertRefused(join(bob, create(ann, true, 0, "").getPartyId()));
    }

    @Test
    void closedPartyAsksItsLeader() {
        Session ann = world.connect("ann");
        Session bob = world.connect("bob");
        Session cid = world.connect("cid");
        String id = create(ann, false, 3, "").getPartyId();
        world.take(ann);

        join(bob, id);

        assertThat(world.take(bob)).isEmpty();
        assertThat(world.take(ann).getFirst().getPartyJoinRequest().getPresencesList())
                .containsExactly(user(bob));
        assertRefused(join(bob, id));
        join(cid, id);
        assertThat(requests(ann, id)).containsExactly(user(bob), user(cid));
        assertRefused(
                world.ask(
                        bob,
                        Envelope.newBuilder()
                                .setPartyJoinRequestList(
                                        PartyJoinRequestList.newBuilder().setPartyId(id))));

        assertRefused(accept(ann, id, user(bob).toBuilder().clearUsername().build()));
        assertThat(accept(ann, id, user(bob))).isEqualTo(Envelope.getDefaultInstance());
        assertThat(kinds(world.take(bob)))
                .containsExactly(MessageCase.PARTY, MessageCase.PARTY_PRESENCE_EVENT);
        assertThat(remove(ann, id, user(cid))).isEqualTo(Envelope.getDefaultInstance());
        assertThat(world.take(cid)).isEmpty();
        assertThat(requests(ann, id)).isEmpty();
        assertRefused(accept(ann, id, user(cid)));
    }

    @Test
    void requestOfASessionThatIsGoneIsForgotten() {
        Session ann = world.connect("ann");
        Session bob = world.connect("bob");
        String id = create(ann, false, 3, "").getPartyId();
        join(bob, id);

        world.sessions.close(bob);

        assertThat(requests(ann, id)).isEmpty();
        assertRefused(accept(ann, id, user(bob)));
    }

    @Test
    void leadershipGoesByPromotionAndToTheOldest() {
        Session ann = world.connect("ann");
        Session bob = world.connect("bob");
        Session cid = world.connect("cid");
        String id = create(ann, true, 3, "").getPartyId();
        join(bob, id);
        join(cid, id);
        takeAll(ann, bob, cid);

        assertRefused(promote(bob, id, user(bob)));
        promote(ann, id, user(cid));

        assertThat(world.take(bob).getFirst().getPartyLeader().getPresence()).isEqualTo(user(cid));
        world.take(ann);
        world.take(cid);
        leave(cid, id);
        List<Envelope> toBob = world.take(bob);
        assertThat(kinds(toBob))
                .containsExactly(MessageCase.PARTY_LEADER, MessageCase.PARTY_PRESENCE_EVENT);
        assertThat(toBob.getFirst().getPartyLeader().getPresence()).isEqualTo(user(ann));
        assertThat(world.take(cid)).isEmpty();
        world.sessions.close(ann);
        assertThat(world.take(bob).getFirst().getPartyLeader().getPresence()).isEqualTo(user(bob));
        leave(bob, id);
        assertThat(parties.count()).isZero();
        assertRefused(join(bob, id));
    }

    @Test
    void removedMemberIsToldThatThePartyClosed() {
        Session ann = world.connect("ann");
        Session bob = world.connect("bob");
        String id = create(ann, true, 3, "").getPartyId();
        join(bob, id);
        takeAll(ann, bob);

        assertRefused(remove(bob, id, user(ann)));
        assertRefused(remove(ann, id, user(ann)));
        remove(ann, id, user(bob));

        assertThat(kinds(world.take(bob))).containsExactly(MessageCase.PARTY_CLOSE);
        assertThat(world.take(ann).getFirst().getPartyPresenceEvent().getLeavesList())
                .containsExactly(user(bob));
    }

    @Test
    void closeTellsEverybodyOnce() {
        Session ann = world.connect("ann");
        Session bob = world.connect("bob");
        String id = create(ann, true, 3, "").getPartyId();
        join(bob, id);
        takeAll(ann, bob);
        var close = Envelope.newBuilder().setPartyClose(PartyClose.newBuilder().setPartyId(id));

        assertRefused(world.ask(bob, close.clone()));
        world.ask(ann, close.clone());

        assertThat(kinds(world.take(ann))).containsExactly(MessageCase.PARTY_CLOSE);
        assertThat(kinds(world.take(bob))).containsExactly(MessageCase.PARTY_CLOSE);
        assertThat(parties.count()).isZero();
        assertThat(world.presences.streamCount()).isZero();
    }

    @Test
    void dataGoesToTheOthersOnly() {
        Session ann = world.connect("ann");
        Session bob = world.connect("bob");
        Session cid = world.connect("cid");
        String id = create(ann, true, 3, "").getPartyId();
        join(bob, id);
        takeAll(ann, bob);
        var data =
                Envelope.newBuilder()
                        .setPartyDataSend(
                                PartyDataSend.newBuilder()
                                        .setPartyId(id)
                                        .setOpCode(5)
                                        .setData(ByteString.copyFromUtf8("hi")));

        assertRefused(world.ask(cid, data.clone()));
        assertThat(world.ask(bob, data.clone())).isEqualTo(Envelope.getDefaultInstance());

        assertThat(world.take(bob)).isEmpty();
        var got = world.take(ann).getFirst().getPartyData();
        assertThat(got.getPresence()).isEqualTo(user(bob));
        assertThat(got.getOpCode()).isEqualTo(5);
        assertThat(got.getData().toStringUtf8()).isEqualTo("hi");
    }

    @Test
    void updateOverwritesEverything() {
        Session ann = world.connect("ann");
        String id = create(ann, true, 3, "{\"a\":1}").getPartyId();
        world.take(ann);

        assertRefused(
                update(ann, PartyUpdate.newBuilder().setHidden(true).setLabel("{\"a\":1}"), id));
        update(ann, PartyUpdate.newBuilder().setLabel("{\"a\":2}"), id);

        var pushed = world.take(ann).getFirst().getPartyUpdate();
        assertThat(pushed.getOpen()).isFalse();
        assertThat(pushed.getLabel()).isEqualTo("{\"a\":2}");
        assertThat(list(query("+label.a:2")).getPartiesList()).hasSize(1);
        assertThat(list(query("+label.a:1")).getPartiesList()).isEmpty();
        update(ann, PartyUpdate.newBuilder().setHidden(true), id);
        assertThat(list(ListPartiesRequest.newBuilder()).getPartiesList()).isEmpty();
    }

    @Test
    void listingFiltersAndPages() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            Session leader = world.connect("leader" + i);
            ids.addFirst(create(leader, i % 2 == 0, 4, "{\"n\":" + i + "}").getPartyId());
        }

        List<String> paged = new ArrayList<>();
        String cursor = "";
        do {
            PartyList page =
                    list(ListPartiesRequest.newBuilder().setCursor(StringValue.of(cursor)));
            page.getPartiesList().forEach(party -> paged.add(party.getPartyId()));
            cursor = page.getCursor();
        } while (!cursor.isEmpty());

        assertThat(paged).isEqualTo(ids);
        assertThat(
                        list(ListPartiesRequest.newBuilder()
                                        .setOpen(BoolValue.of(false))
                                        .setLimit(Int32Value.of(100)))
                                .getPartiesList())
                .hasSize(12);
        PartyList first = list(query("label.n:>=20 label.n:3^5").setLimit(Int32Value.of(2)));
        PartyList second =
                list(
                        query("label.n:>=20 label.n:3^5")
                                .setLimit(Int32Value.of(2))
                                .setCursor(StringValue.of(first.getCursor())));
        assertThat(labels(first)).containsExactly("{\"n\":3}", "{\"n\":24}");
        assertThat(labels(second)).containsExactly("{\"n\":23}", "{\"n\":22}");
        assertCode(
                ListPartiesRequest.newBuilder().setLimit(Int32Value.of(0)), Code.INVALID_ARGUMENT);
        assertCode(
                ListPartiesRequest.newBuilder().setLimit(Int32Value.of(101)),
                Code.INVALID_ARGUMENT);
        assertCode(query("+label.n:/(/"), Code.INVALID_ARGUMENT);
        assertCode(
                ListPartiesRequest.newBuilder().setCursor(StringValue.of("?")),
                Code.INVALID_ARGUMENT);
    }

    @Test
    void singlePartyLeavesTheOthers() {
        var single = new World();
        var only =
                new Parties(
                        new PartyConfig(true), "n1", single.presences, matchmaker, single.clock);
        only.bind(
                Endpoints.builder(Service.getDescriptor().findServiceByName("Nakama")),
                single.router);
        Session ann = single.connect("ann");
        var create = Envelope.newBuilder().setPartyCreate(PartyCreate.newBuilder().setMaxSize(3));
        single.ask(ann, create);

        String second = single.ask(ann, create).getParty().getPartyId();

        assertThat(only.count()).isEqualTo(1);
        assertThat(single.presences.streamsOf(ann))
                .extracting(stream -> stream.subject() + "." + stream.label())
                .containsExactly(second);
    }

    @Test
    void partyLooksForAMatchTogether() {
        Session ann = world.connect("ann");
        Session bob = world.connect("bob");
        Session cid = world.connect("cid");
        String id = create(ann, true, 3, "").getPartyId();
        join(bob, id);
        world.take(ann);
        world.take(bob);

        assertRefused(look(bob, id, 3, 3));
        assertRefused(look(ann, id, 1, 3));
        Envelope reply = look(ann, id, 3, 3);

        String ticket = reply.getPartyMatchmakerTicket().getTicket();
        assertThat(reply.getPartyMatchmakerTicket().getPartyId()).isEqualTo(id);
        assertThat(world.take(bob)).containsExactly(reply);
        assertThat(world.take(ann)).isEmpty();
        assertThat(matchmaker.ticketCount()).isEqualTo(1);

        assertRefused(dontLook(bob, id, ticket));
        assertRefused(dontLook(ann, id, "nonsense"));
        assertThat(dontLook(ann, id, ticket)).isEqualTo(Envelope.getDefaultInstance());
        assertThat(matchmaker.ticketCount()).isZero();

        look(ann, id, 3, 3);
        join(cid, id);
        assertThat(matchmaker.ticketCount()).isZero();
        look(ann, id, 4, 4);
        leave(bob, id);
        assertThat(matchmaker.ticketCount()).isZero();
    }

    private Envelope look(Session session, String id, int min, int max) {
        var add = PartyMatchmakerAdd.newBuilder().setPartyId(id).setMinCount(min).setMaxCount(max);
        return world.ask(session, Envelope.newBuilder().setPartyMatchmakerAdd(add));
    }

    private Envelope dontLook(Session session, String id, String ticket) {
        var remove = PartyMatchmakerRemove.newBuilder().setPartyId(id).setTicket(ticket);
        return world.ask(session, Envelope.newBuilder().setPartyMatchmakerRemove(remove));
    }

    private Party create(Session session, boolean open, int maxSize, String label) {
        var create = PartyCreate.newBuilder().setOpen(open).setMaxSize(maxSize).setLabel(label);
        return world.ask(session, Envelope.newBuilder().setPartyCreate(create)).getParty();
    }

    private Envelope join(Session session, String id) {
        var join = PartyJoin.newBuilder().setPartyId(id);
        return world.ask(session, Envelope.newBuilder().setPartyJoin(join));
    }

    private void leave(Session session, String id) {
        var leave = PartyLeave.newBuilder().setPartyId(id);
        world.ask(session, Envelope.newBuilder().setPartyLeave(leave));
    }

    private Envelope accept(Session session, String id, UserPresence who) {
        var accept = PartyAccept.newBuilder().setPartyId(id).setPresence(who);
        return world.ask(session, Envelope.newBuilder().setPartyAccept(accept));
    }

    private Envelope remove(Session session, String id, UserPresence who) {
        var remove = PartyRemove.newBuilder().setPartyId(id).setPresence(who);
        return world.ask(session, Envelope.newBuilder().setPartyRemove(remove));
    }

    private Envelope promote(Session session, String id, UserPresence who) {
        var promote = PartyPromote.newBuilder().setPartyId(id).setPresence(who);
        return world.ask(session, Envelope.newBuilder().setPartyPromote(promote));
    }

    private Envelope update(Session session, PartyUpdate.Builder update, String id) {
        return world.ask(session, Envelope.newBuilder().setPartyUpdate(update.setPartyId(id)));
    }

    private List<UserPresence> requests(Session leader, String id) {
        var list = PartyJoinRequestList.newBuilder().setPartyId(id);
        return world.ask(leader, Envelope.newBuilder().setPartyJoinRequestList(list))
                .getPartyJoinRequest()
                .getPresencesList();
    }

    private static ListPartiesRequest.Builder query(String query) {
        return ListPartiesRequest.newBuilder().setQuery(StringValue.of(query));
    }

    @SuppressWarnings("unchecked")
    private PartyList list(ListPartiesRequest.Builder request) {
        var endpoint =
                (Endpoint<ListPartiesRequest, PartyList>)
                        Objects.requireNonNull(endpoints.find("ListParties"));
        return endpoint.handler().handle(world.connect("reader").caller(), request.build());
    }

    private void assertCode(ListPartiesRequest.Builder request, Code code) {
        assertThatThrownBy(() -> list(request))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private static List<String> labels(PartyList list) {
        return list.getPartiesList().stream().map(party -> party.getLabel()).toList();
    }

    private void takeAll(Session... sessions) {
        for (Session session : sessions) {
            world.take(session);
        }
    }

    private static List<MessageCase> kinds(List<Envelope> envelopes) {
        return envelopes.stream().map(Envelope::getMessageCase).toList();
    }

    private static UserPresence user(Session session) {
        return UserPresence.newBuilder()
                .setUserId(session.userId().toString())
                .setSessionId(session.id().toString())
                .setUsername(session.username())
                .build();
    }

    private static void assertRefused(Envelope reply) {
        assertThat(reply.getError().getCode()).isEqualTo(Error.Code.BAD_INPUT_VALUE);
        assertThat(reply.hasError()).isTrue();
    }
}
