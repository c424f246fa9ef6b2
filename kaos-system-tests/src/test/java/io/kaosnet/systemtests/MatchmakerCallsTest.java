package io.kaosnet.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.protocol.kaosnet.MatchmakerBackfillTicket;
import io.kaosnet.protocol.kaosnet.MatchmakerQueueList;
import io.kaosnet.protocol.kaosnet.MatchmakerRefusal;
import io.kaosnet.protocol.kaosnet.MatchmakerTicketReport;
import io.kaosnet.protocol.kaosnet.MatchmakerTicketReportList;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.Envelope.MessageCase;
import io.kaosnet.protocol.realtime.MatchCreate;
import io.kaosnet.protocol.realtime.MatchJoin;
import io.kaosnet.protocol.realtime.MatchmakerAdd;
import io.kaosnet.protocol.realtime.MatchmakerMatched;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The calls on the matchmaker under `/v2/kaos/matchmaker`, as clients of a whole server see them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MatchmakerCallsTest {
    private static final String PATH = "/v2/kaos/matchmaker/";

    private static final MatchmakerQueueList QUEUES = MatchmakerQueueList.getDefaultInstance();

    private ServerFixture server;

    @BeforeAll
    void start() {
        server = new ServerFixture("--matchmaker.interval_ms", "50");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private RawPlayer player(String name) {
        return new RawPlayer(server.port(), name);
    }

    private static String add(RawPlayer who, String query, String run, double skill) {
        return who.request(
                        Envelope.newBuilder()
                                .setMatchmakerAdd(
                                        MatchmakerAdd.newBuilder()
                                                .setMinCount(2)
                                                .setMaxCount(3)
                                                .setQuery(query)
                                                .putStringProperties("run", run)
                                                .putNumericProperties("skill", skill))
                                .build())
                .getMatchmakerTicket()
                .getTicket();
    }

    @Test
    void ticketIsToldWhyItWaits() {
        try (var ann = player("ann");
                var bob = player("bob");
                var cid = player("cid")) {
            String run = "+properties.run:why ";
            String ticket = add(ann, run + "+properties.skill:>=50", "why", 60);
            add(bob, run + "+properties.skill:>=100", "why", 10);
            add(cid, "+properties.run:else", "else", 90);
            MatchmakerTicketReport report =
                    ann.call(
                            "GET",
                            PATH + "ticket/" + ticket,
                            null,
                            MatchmakerTicketReport.getDefaultInstance());
            assertThat(report.getTicket()).isEqualTo(ticket);
            assertThat(report.getTickets()).isEqualTo(2);
            assertThat(report.getFitting()).isZero();
            assertThat(report.getRefusalsList())
                    .extracting(MatchmakerRefusal::getClause)
                    .hasSize(2)
                    .anyMatch(clause -> clause.contains("skill"))
                    .anyMatch(clause -> clause.contains("run"));
            assertThat(
                            bob.call(
                                            "GET",
                                            PATH + "ticket",
                                            null,
                                            MatchmakerTicketReportList.getDefaultInstance())
                                    .getTicketsList())
                    .hasSize(1);
            assertThat(bob.refusal("GET", PATH + "ticket/" + ticket, null)).isEqualTo("404/5");
            assertThat(ann.refusal("GET", PATH + "ticket/nonsense", null)).isEqualTo("404/5");
            assertThat(ann.call("GET", PATH + "queue", null, QUEUES).getQueuesList())
                    .as("the game has made none")
                    .isEmpty();
        }
    }

    @Test
    void runningMatchIsFilledWithThoseWhoFit() {
        try (var eve = player("eve");
                var fay = player("fay");
                var gil = player("gil")) {
            String match =
                    eve.request(
                                    Envelope.newBuilder()
                                            .setMatchCreate(MatchCreate.getDefaultInstance())
                                            .build())
                            .getMatch()
                            .getMatchId();
            fay.request(
                    Envelope.newBuilder()
                            .setMatchJoin(MatchJoin.newBuilder().setMatchId(match))
                            .build());
            String wanted =
                    "{\"match_id\":\""
                            + match
                            + "\",\"present\":2,\"wanted\":1,\"query\":\"+properties.run:fill\","
                            + "\"string_properties\":{\"run\":\"fill\"}}";
            assertThat(gil.refusal("POST", PATH + "backfill", wanted)).isEqualTo("403/7");
            String ticket =
                    eve.call(
                                    "POST",
                                    PATH + "backfill",
                                    wanted,
                                    MatchmakerBackfillTicket.getDefaultInstance())
                            .getTicket();
            assertThat(ticket).hasSize(36);
            add(gil, "+properties.run:fill", "fill", 1);
            MatchmakerMatched told =
                    gil.await(MessageCase.MATCHMAKER_MATCHED).getMatchmakerMatched();
            assertThat(told.getMatchId()).as("a relayed match is joined by token").isEmpty();
            Envelope joined =
                    gil.request(
                            Envelope.newBuilder()
                                    .setMatchJoin(MatchJoin.newBuilder().setToken(told.getToken()))
                                    .build());
            assertThat(joined.getMatch().getMatchId()).isEqualTo(match);
            assertThat(joined.getMatch().getPresencesCount()).isEqualTo(2);
        }
    }

    @Test
    void wrongBackfillsAreRefused() {
        try (var hal = player("hal")) {
            String match =
                    hal.request(
                                    Envelope.newBuilder()
                                            .setMatchCreate(MatchCreate.getDefaultInstance())
                                            .build())
                            .getMatch()
                            .getMatchId();
            String start = "{\"match_id\":\"" + match + "\",";
            for (String wrong :
                    new String[] {
                        start + "\"present\":1,\"wanted\":0}",
                        start + "\"present\":-1,\"wanted\":1}",
                        start + "\"present\":\"one\",\"wanted\":1}",
                        start
                                + "\"present\":1,\"wanted\":1,\"query\":\"+properties.a:>=\\\"z\\\"\"}",
                        start + "\"present\":1,\"wanted\":1,\"query\":7}",
                        start + "\"wanted\":1,\"numeric_properties\":{\"a\":\"b\"}}",
                    }) {
                assertThat(hal.refusal("POST", PATH + "backfill", wrong))
                        .as(wrong)
                        .isEqualTo("400/3");
            }
            assertThat(hal.refusal("POST", PATH + "backfill", "{\"wanted\":1}")).isEqualTo("403/7");
            assertThat(
                            hal.refusal(
                                    "POST",
                                    PATH + "backfill",
                                    "{\"match_id\":\"nonsense\",\"wanted\":1}"))
                    .isEqualTo("403/7");
        }
    }
}
