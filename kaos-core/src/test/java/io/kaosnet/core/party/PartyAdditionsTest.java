package io.kaosnet.core.party;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.matchmaker.Matchmaker;
import io.kaosnet.core.matchmaker.MatchmakerConfig;
import io.kaosnet.core.matchmaker.World;
import io.kaosnet.core.session.Session;
import io.kaosnet.protocol.api.Service;
import io.kaosnet.protocol.kaosnet.PartyCode;
import io.kaosnet.protocol.kaosnet.PartyReadyCheck;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.PartyCreate;
import io.kaosnet.protocol.realtime.PartyData;
import io.kaosnet.protocol.realtime.PartyJoin;
import io.kaosnet.protocol.rest.Routes;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What parties have beside the reference's messages: codes, invitations, ready checks, places that
/// are kept.
class PartyAdditionsTest {
    private final World world = new World();
    private final Parties parties;
    private final List<String> invited = new ArrayList<>();

    PartyAdditionsTest() {
        Matchmaker matchmaker = world.matchmaker(MatchmakerConfig.DEFAULT);
        parties =
                new Parties(
                        new PartyConfig(false, 10_000, 60, 30),
                        "n1",
                        world.presences,
                        matchmaker,
                        world.clock);
        var builder = Endpoints.builder(Service.getDescriptor().findServiceByName("Nakama"));
        parties.bind(builder, world.router);
        new PartyApi(parties).bind(builder, Routes.builder());
        parties.inviting((party, users, by, _) -> invited.add(users + " by " + by));
    }

    private String create(Session session, boolean open, int maxSize) {
        var create = PartyCreate.newBuilder().setOpen(open).setMaxSize(maxSize);
        return world.ask(session, Envelope.newBuilder().setPartyCreate(create))
                .getParty()
                .getPartyId();
    }

    private Envelope join(Session session, String id) {
        var join = PartyJoin.newBuilder().setPartyId(id);
        return world.ask(session, Envelope.newBuilder().setPartyJoin(join));
    }

    private List<String> members(String id) {
        return parties.state(id, null).getMembersList().stream()
                .map(member -> member.getUsername())
                .toList();
    }

    private void pass(long sec) {
        world.nowNs += sec * 1_000_000_000L;
        parties.sweep();
    }

    @Test
    void codeLetsInWhoKnowsItUntilItExpires() {
        Session ann = world.connect("ann");
        Session bob = world.connect("bob");
        Session cid = world.connect("cid");
        String id = create(ann, false, 4);
        PartyCode code = parties.code(id, ann.userId());
        assertThat(code.getCode()).hasSize(6).matches("[2-9A-HJKMNP-TV-Z]+");
        assertThat(parties.code(id, ann.userId())).isEqualTo(code);

        join(bob, code.getCode().toLowerCase(java.util.Locale.ROOT));
        assertThat(parties.resolve(code.getCode(), cid.userId()).getPartyId()).isEqualTo(id);
        join(cid, id);

        assertThat(members(id)).containsExactly("ann", "bob", "cid");
        pass(61);
        Session dan = world.connect("dan");
        assertThat(join(dan, code.getCode()).hasError()).isTrue();
        assertThatThrownBy(() -> parties.resolve(code.getCode(), dan.userId()))
                .isInstanceOf(ApiException.class);
        assertThat(parties.code(id, null).getCode()).isNotEqualTo(code.getCode());
    }

    @Test
    void onlyTheLeaderMakesCodesAndOnlyMembersSeeTheParty() {
        Session ann = world.connect("ann");
        Session bob = world.connect("bob");
        String id = create(ann, true, 4);
        join(bob, id);
        UUID stranger = UUID.randomUUID();

        assertThat(parties.state(id, bob.userId()).getLeaderUserId())
                .isEqualTo(ann.userId().toString());
        assertThatThrownBy(() -> parties.code(id, bob.userId())).isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> parties.state(id, stranger)).isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> parties.state("x", null)).isInstanceOf(ApiException.class);
    }

    @Test
    void invitedUsersNeedNotAskUntilTheInvitationIsOver() {
        Session ann = world.connect("ann");
        Session bob = world.connect("bob");
        Session cid = world.connect("cid");
        String id = create(ann, false, 4);
        parties.invite(id, List.of(bob.userId(), cid.userId()), ann.userId());
        assertThat(invited).hasSize(1);
        assertThat(invited.getFirst()).endsWith("by " + ann.userId());

        join(bob, id);
        assertThat(members(id)).containsExactly("ann", "bob");
        pass(31);
        join(cid, id);
        assertThat(members(id)).containsExactly("ann", "bob");
    }

    @Test
    void readyCheckEndsWhenAllAreReadyOrSomebodyIsNot() {
        Session ann = world.connect("ann");
        Session bob = world.connect("bob");
        String id = create(ann, true, 4);
        join(bob, id);
        world.take(bob);

        assertThat(parties.readyCheck(id, 10, ann.userId()).getWaitingCount()).isEqualTo(2);
        PartyData asked = world.take(bob).getFirst().getPartyData();
        assertThat(asked.getOpCode()).isEqualTo(-1);
        assertThat(asked.getData().toStringUtf8()).contains("\"waiting\":[");
        parties.ready(id, true, ann.userId());
        assertThat(parties.ready(id, true, bob.userId()).getState())
                .isEqualTo(PartyReadyCheck.State.READY);
        assertThatThrownBy(() -> parties.ready(id, false, bob.userId()))
                .isInstanceOf(ApiException.class);

        parties.readyCheck(id, 10, ann.userId());
        assertThat(parties.ready(id, false, bob.userId()).getState())
                .isEqualTo(PartyReadyCheck.State.FAILED);

        parties.readyCheck(id, 10, ann.userId());
        pass(11);
        assertThat(parties.state(id, null).getReadyCheck().getState())
                .isEqualTo(PartyReadyCheck.State.FAILED);

        parties.readyCheck(id, 10, ann.userId());
        join(world.connect("cid"), id);
        assertThat(parties.state(id, null).getReadyCheck().getState())
                .isEqualTo(PartyReadyCheck.State.FAILED);
        assertThatThrownBy(() -> parties.readyCheck(id, 301, ann.userId()))
                .isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> parties.readyCheck(id, 10, bob.userId()))
                .isInstanceOf(ApiException.class);
    }

    @Test
    void leaderWhoseSocketIsLostLeadsAgainWhenItIsBack() {
        Session ann = world.connect("ann");
        Session bob = world.connect("bob");
        String id = create(ann, false, 2);
        parties.invite(id, List.of(bob.userId()), null);
        join(bob, id);
        world.sessions.close(ann);
        assertThat(parties.state(id, null).getLeaderUserId()).isEqualTo(ann.userId().toString());
        Session eve = world.connect("eve");
        parties.invite(id, List.of(eve.userId()), null);
        assertThat(join(eve, id).hasError()).as("the place is kept").isTrue();

        Session back = world.reconnect(ann);
        join(back, id);

        assertThat(members(id)).containsExactly("bob", "ann");
        parties.code(id, back.userId());
        assertThat(world.take(bob).stream().filter(Envelope::hasPartyLeader))
                .extracting(e -> e.getPartyLeader().getPresence().getUsername())
                .containsExactly("bob", "ann");
    }

    @Test
    void afterTheGraceTheOldestMemberLeads() {
        Session ann = world.connect("ann");
        Session bob = world.connect("bob");
        String id = create(ann, true, 2);
        join(bob, id);
        world.sessions.close(ann);
        pass(11);
        join(world.reconnect(ann), id);

        assertThat(parties.state(id, null).getLeaderUserId()).isEqualTo(bob.userId().toString());
    }

    @Test
    void emptyPartyWaitsForWhoIsLostAndEndsAfterwards() {
        Session ann = world.connect("ann");
        String id = create(ann, true, 2);
        world.sessions.close(ann);
        pass(5);
        Session back = world.reconnect(ann);
        join(back, id);
        assertThat(parties.state(id, back.userId()).getLeaderUserId())
                .isEqualTo(ann.userId().toString());

        world.sessions.close(back);
        pass(11);

        assertThat(parties.count()).isZero();
        assertThatThrownBy(() -> parties.state(id, null)).isInstanceOf(ApiException.class);
    }

    @Test
    void gameCodeMovesMembers() {
        Session ann = world.connect("ann");
        Session bob = world.connect("bob");
        String id = create(ann, false, 2);
        parties.join(id, bob);
        parties.promote(id, bob);
        assertThat(parties.state(id, null).getLeaderUserId()).isEqualTo(bob.userId().toString());
        parties.remove(id, ann);
        assertThat(members(id)).containsExactly("bob");
        assertThatThrownBy(() -> parties.remove(id, ann)).isInstanceOf(ApiException.class);
        parties.close(id);
        assertThat(parties.count()).isZero();
    }
}
