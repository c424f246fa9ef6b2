package io.kaosnet.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.protocol.api.NotificationList;
import io.kaosnet.protocol.kaosnet.PartyCode;
import io.kaosnet.protocol.kaosnet.PartyReadyCheck;
import io.kaosnet.protocol.kaosnet.PartyState;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.Envelope.MessageCase;
import io.kaosnet.protocol.realtime.Party;
import io.kaosnet.protocol.realtime.PartyCreate;
import io.kaosnet.protocol.realtime.PartyJoin;
import io.kaosnet.protocol.realtime.UserPresence;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The calls on parties under `/v2/kaos/party`, and the party's messages in both forms, as clients
/// of a whole server see them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PartyCallsTest {
    private static final String PATH = "/v2/kaos/party/";
    private static final String NOBODY = "00000000-0000-4000-8000-000000000001";

    private ServerFixture server;

    @BeforeAll
    void start() {
        server = new ServerFixture("--party.code_sec", "2");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private RawPlayer player(String name) {
        return new RawPlayer(server.port(), name);
    }

    private static Party create(RawPlayer leader, boolean isOpen) {
        return leader.request(
                        Envelope.newBuilder()
                                .setPartyCreate(
                                        PartyCreate.newBuilder().setOpen(isOpen).setMaxSize(3))
                                .build())
                .getParty();
    }

    private static Envelope join(RawPlayer who, String partyIdOrCode) {
        return who.request(
                Envelope.newBuilder()
                        .setPartyJoin(PartyJoin.newBuilder().setPartyId(partyIdOrCode))
                        .build());
    }

    /// The fields are those of the schema, whatever the SDKs make of them: the JavaScript SDK's
    /// protobuf adapter 1.4.0 numbers them as before there was `hidden`, and reads one member.
    @ParameterizedTest
    @ValueSource(strings = {"json", "protobuf"})
    void whoJoinsIsToldTheWholePartyAndThenOfItself(String format) {
        try (var ann = new RawPlayer(server.port(), "ann-" + format, format);
                var bob = new RawPlayer(server.port(), "bob-" + format, format)) {
            Party made = create(ann, true);
            assertThat(made.getMaxSize()).isEqualTo(3);
            join(bob, made.getPartyId());
            Party told = bob.await(MessageCase.PARTY).getParty();
            assertThat(told.getPartyId()).isEqualTo(made.getPartyId());
            assertThat(told.getOpen()).isTrue();
            assertThat(told.getMaxSize()).isEqualTo(3);
            assertThat(told.getSelf().getUserId()).isEqualTo(bob.userId());
            assertThat(told.getLeader().getUserId()).isEqualTo(ann.userId());
            assertThat(told.getPresencesList())
                    .extracting(UserPresence::getUserId)
                    .containsExactly(ann.userId(), bob.userId());
            assertThat(bob.next("a presence event").getPartyPresenceEvent().getJoinsList())
                    .extracting(UserPresence::getUserId)
                    .containsExactly(bob.userId());
        }
    }

    @Test
    void membersAreSeenByMembersOnly() {
        try (var ann = player("ann");
                var bob = player("bob")) {
            String id = create(ann, false).getPartyId();
            PartyState state = ann.call("GET", PATH + id, null, PartyState.getDefaultInstance());
            assertThat(state.getLeaderUserId()).isEqualTo(ann.userId());
            assertThat(state.getMembersList()).hasSize(1);
            assertThat(bob.refusal("GET", PATH + id, null)).isEqualTo("403/7");
            assertThat(ann.refusal("GET", PATH + NOBODY + ".elsewhere", null)).isEqualTo("404/5");
            assertThat(ann.refusal("GET", PATH + "no-party", null)).isEqualTo("404/5");
        }
    }

    @Test
    void readyCheckIsAskedAnsweredAndToldOverHttp() {
        try (var ann = player("ann");
                var bob = player("bob")) {
            String id = create(ann, true).getPartyId();
            join(bob, id);
            String check = PATH + id + "/ready_check";
            String ready = PATH + id + "/ready";
            assertThat(bob.refusal("POST", check, "{}")).isEqualTo("403/7");
            assertThat(bob.refusal("POST", ready, "{\"ready\":true}")).isEqualTo("400/9");

            PartyReadyCheck asked =
                    ann.call("POST", check, "{}", PartyReadyCheck.getDefaultInstance());
            assertThat(asked.getState()).isEqualTo(PartyReadyCheck.State.RUNNING);
            assertThat(asked.getWaitingList()).containsExactly(ann.userId(), bob.userId());
            var told = bob.await(MessageCase.PARTY_DATA).getPartyData();
            assertThat(told.getOpCode()).isEqualTo(-1);
            assertThat(told.getData().toStringUtf8()).contains("\"state\":1", bob.userId());

            bob.call("POST", ready, "{\"ready\":true}", PartyReadyCheck.getDefaultInstance());
            PartyReadyCheck all =
                    ann.call(
                            "POST",
                            ready,
                            "{\"ready\":true}",
                            PartyReadyCheck.getDefaultInstance());
            assertThat(all.getState()).isEqualTo(PartyReadyCheck.State.READY);
            bob.await(
                    "everybody ready",
                    got -> got.getPartyData().getData().toStringUtf8().contains("\"state\":2"));
            assertThat(ann.refusal("POST", ready, "{\"ready\":true}")).isEqualTo("400/9");
        }
    }

    @Test
    void wrongReadyChecksAreRefused() {
        try (var ann = player("ann");
                var cid = player("cid")) {
            String id = create(ann, true).getPartyId();
            String check = PATH + id + "/ready_check";
            for (String wrong :
                    new String[] {
                        "{\"timeout_sec\":301}",
                        "{\"timeout_sec\":-1}",
                        "{\"timeout_sec\":\"soon\"}",
                        "{\"timeout_sec\":1.5}",
                        "{\"timeout_sec\":99999999999}",
                        "[]",
                        "{"
                    }) {
                assertThat(ann.refusal("POST", check, wrong)).as(wrong).isEqualTo("400/3");
            }
            assertThat(ann.refusal("POST", PATH + NOBODY + "/ready_check", "{}"))
                    .isEqualTo("404/5");
            ann.call("POST", check, "{\"timeout_sec\":1}", PartyReadyCheck.getDefaultInstance());
            String ready = PATH + id + "/ready";
            assertThat(ann.refusal("POST", ready, "{\"ready\":\"maybe\"}")).isEqualTo("400/3");
            assertThat(cid.refusal("POST", ready, "{\"ready\":true}")).isEqualTo("403/7");
            ann.await(
                    "the end of the check's time",
                    got -> got.getPartyData().getData().toStringUtf8().contains("\"state\":3"));
        }
    }

    @Test
    void invitedPlayersAreToldAndNeedNotAsk() {
        try (var ann = player("ann");
                var dan = player("dan")) {
            String id = create(ann, false).getPartyId();
            String invite = PATH + id + "/invite";
            assertThat(dan.refusal("POST", invite, "{\"user_ids\":[\"" + dan.userId() + "\"]}"))
                    .isEqualTo("403/7");
            for (String wrong :
                    new String[] {
                        "{}",
                        "{\"user_ids\":[]}",
                        "{\"user_ids\":[\"dan\"]}",
                        "{\"user_ids\":[7]}",
                        "{\"user_ids\":{\"0\":\"" + dan.userId() + "\"}}"
                    }) {
                assertThat(ann.refusal("POST", invite, wrong)).as(wrong).isEqualTo("400/3");
            }
            assertThat(ann.refusal("POST", invite, "{\"user_ids\":[\"" + NOBODY + "\"]}"))
                    .isEqualTo("404/5");
            assertThat(
                            ann.ask("POST", invite, "{\"user_ids\":[\"" + dan.userId() + "\"]}")
                                    .statusCode())
                    .isEqualTo(200);
            var live = dan.await(MessageCase.NOTIFICATIONS).getNotifications();
            assertThat(live.getNotifications(0).getCode()).isEqualTo(-30);
            assertThat(live.getNotifications(0).getContent()).contains(id);
            assertThat(live.getNotifications(0).getSenderId()).isEqualTo(ann.userId());
            NotificationList stored =
                    dan.call(
                            "GET",
                            "/v2/notification?limit=10",
                            null,
                            NotificationList.getDefaultInstance());
            assertThat(stored.getNotificationsList())
                    .anyMatch(each -> each.getCode() == -30 && each.getContent().contains(id));
            join(dan, id);
            assertThat(dan.await(MessageCase.PARTY).getParty().getPresencesCount()).isEqualTo(2);
        }
    }

    @Test
    void codesLetInUntilTheyExpire() {
        try (var ann = player("ann");
                var bob = player("bob");
                var eve = player("eve")) {
            String id = create(ann, false).getPartyId();
            assertThat(bob.refusal("POST", PATH + id + "/code", null)).isEqualTo("403/7");
            assertThat(bob.refusal("GET", PATH + "code/ZZZZZZ", null)).isEqualTo("404/5");
            assertThat(bob.refusal("GET", PATH + "code/x", null)).isEqualTo("404/5");
            String code =
                    ann.call("POST", PATH + id + "/code", null, PartyCode.getDefaultInstance())
                            .getCode();
            assertThat(code).matches("[2-9A-HJKMNP-TV-Z]{6}");
            PartyCode found =
                    bob.call(
                            "GET",
                            PATH + "code/" + code.toLowerCase(java.util.Locale.ROOT),
                            null,
                            PartyCode.getDefaultInstance());
            assertThat(found.getPartyId()).isEqualTo(id);
            join(bob, id);
            assertThat(bob.await(MessageCase.PARTY).getParty().getPresencesCount()).isEqualTo(2);

            long limitNs = System.nanoTime() + 10_000_000_000L;
            while (!eve.refusal("GET", PATH + "code/" + code, null).equals("404/5")) {
                assertThat(System.nanoTime()).as("the code expires").isLessThan(limitNs);
                Thread.onSpinWait();
            }
            assertThat(join(eve, code).getError().getCode()).isEqualTo(3);
        }
    }
}
