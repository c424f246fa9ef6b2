package io.kaosnet.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.MatchmakerAdd;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The console port's calls on players' data.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DataCallsTest {
    private final HttpClient http = HttpClient.newHttpClient();
    private ServerFixture server;

    @BeforeAll
    void start() {
        server = new ServerFixture();
    }

    @AfterAll
    void stop() {
        http.close();
        server.close();
    }

    private HttpResponse<String> ask(String path, @Nullable String body, String credentials)
            throws IOException, InterruptedException {
        String basic =
                Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
        var request =
                HttpRequest.newBuilder(server.console(path))
                        .header("Authorization", "Basic " + basic);
        if (body != null) {
            request.POST(HttpRequest.BodyPublishers.ofString(body));
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private String good(String path, @Nullable String body) throws Exception {
        HttpResponse<String> answer = ask(path, body, "admin:password");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private int status(String path, @Nullable String body) throws Exception {
        HttpResponse<String> answer = ask(path, body, "admin:password");
        assertThat(answer.body()).contains("\"error\"");
        return answer.statusCode();
    }

    private static String object(String collection, int number) {
        return "{\"collection\":\""
                + collection
                + "\",\"key\":\"k"
                + number
                + "\",\"value\":{\"level\":"
                + number
                + "}}";
    }

    @Test
    void storageGoesOutAndIn() throws Exception {
        String objects = "[" + object("out", 1) + "," + object("out", 2) + "]";
        assertThat(good("/storage/import", objects)).isEqualTo("{\"objects\":2}");
        String csv = good("/storage/export?collection=out&format=csv", null);
        assertThat(csv).startsWith("collection,key,user_id,").contains("out,k1,", "out,k2,");
        assertThat(good("/storage/import?format=csv", csv.replace("out,", "in,")))
                .isEqualTo("{\"objects\":2}");
        assertThat(good("/storage/export?collection=in", null)).contains("\"k1\"", "\"k2\"");
    }

    /// Longer than what strangers may send.
    @Test
    void longImportsAreForOperatorsAlone() throws Exception {
        var objects = new StringBuilder("[").append(object("long", 0));
        for (int i = 1; i < 1000; i++) {
            objects.append(',').append(object("long", i));
        }
        String all = objects.append(']').toString();
        assertThat(all.length()).isGreaterThan(16_384);
        assertThat(ask("/storage/import", all, "admin:wrong").statusCode()).isEqualTo(413);
        assertThat(good("/storage/import", all)).isEqualTo("{\"objects\":1000}");
    }

    @Test
    void storageIsQueriedWithTheSeedsOperators() throws Exception {
        good(
                "/storage/import",
                "[" + object("ask", 1) + "," + object("ask", 5) + "," + object("ask", 9) + "]");
        String found =
                good(
                        "/storage/query",
                        "{\"collection\":\"ask\",\"filter\":{\"level\":{\"gte\":5}},\"limit\":1}");
        assertThat(found).contains("\"k5\"", "cursor").doesNotContain("\"k1\"", "\"k9\"");
        assertThat(good("/storage/query", "{\"collection\":\"ask\"}")).contains("\"k1\"");
        for (String wrong :
                new String[] {
                    "",
                    "[]",
                    "{",
                    "{}",
                    "{\"collection\":\"ask\",\"limit\":0}",
                    "{\"collection\":\"ask\",\"limit\":\"ten\"}",
                    "{\"collection\":\"ask\",\"filter\":7}",
                    "{\"collection\":\"ask\",\"filter\":{\"level\":{\"near\":5}}}",
                    "{\"collection\":\"ask\",\"user_id\":\"ann\"}",
                    "{\"collection\":\"ask\",\"cursor\":\"x\"}"
                }) {
            assertThat(status("/storage/query", wrong)).as(wrong).isEqualTo(400);
        }
    }

    @Test
    void accountGoesOutAndIn() throws Exception {
        try (var ann = new RawPlayer(server.port(), "ann")) {
            ann.ask(
                    "PUT",
                    "/v2/storage",
                    "{\"objects\":[{\"collection\":\"c\",\"key\":\"k\",\"value\":\"{}\"}]}");
            String dossier = good("/account/export?user_id=" + ann.userId(), null);
            assertThat(dossier).contains(ann.userId(), "\"ann\"");
            ann.ask(
                    "PUT",
                    "/v2/storage/delete",
                    "{\"object_ids\":[{\"collection\":\"c\",\"key\":\"k\"}]}");
            assertThat(good("/account/import", dossier)).contains(ann.userId());
            assertThat(good("/storage/export?collection=c", null)).contains(ann.userId());
        }
    }

    @Test
    void operatorsSeeWhoWaitsAndWhy() throws Exception {
        try (var bob = new RawPlayer(server.port(), "bob")) {
            var add =
                    MatchmakerAdd.newBuilder()
                            .setMinCount(2)
                            .setMaxCount(2)
                            .setQuery("+properties.mode:duel");
            String ticket =
                    bob.request(Envelope.newBuilder().setMatchmakerAdd(add).build())
                            .getMatchmakerTicket()
                            .getTicket();
            assertThat(good("/matchmaker/ticket?ticket=" + ticket, null))
                    .contains(ticket, "properties.mode:duel");
            assertThat(good("/matchmaker/tickets?limit=5", null)).contains(ticket);
            assertThat(good("/matchmaker/queues", null)).startsWith("{");
            assertThat(good("/matchmaker/stats", null)).startsWith("{");
        }
        assertThat(status("/matchmaker/ticket?ticket=x", null)).isEqualTo(400);
        assertThat(status("/matchmaker/ticket?ticket=00000000-0000-4000-8000-000000000001", null))
                .isEqualTo(404);
        assertThat(status("/matchmaker/tickets?limit=0", null)).isEqualTo(400);
        assertThat(status("/matchmaker/tickets?limit=many", null)).isEqualTo(400);
    }

    @Test
    void wrongCallsAreRefused() throws Exception {
        assertThat(ask("/account/export?user_id=x", null, "admin:wrong").statusCode())
                .isEqualTo(401);
        assertThat(status("/account/export", null)).isEqualTo(400);
        assertThat(status("/account/export?user_id=ann", null)).isEqualTo(400);
        assertThat(status("/account/export?user_id=00000000-0000-4000-8000-000000000001", null))
                .isEqualTo(404);
        assertThat(status("/account/import", "{}")).isEqualTo(400);
        assertThat(status("/account/import?user_id=ann", "{}")).isEqualTo(400);
        assertThat(status("/storage/export?format=xml", null)).isEqualTo(400);
        assertThat(status("/storage/import", "{}")).isEqualTo(400);
        assertThat(status("/storage/import?format=csv", "nothing")).isEqualTo(400);
        assertThat(status("/storage/other", "")).isEqualTo(404);
    }

    @Test
    void operatorsCallWhatScriptsCan() throws Exception {
        var ann = new RawPlayer(server.port(), "ann");
        String id = ann.userId();
        good("/function?name=leaderboard_create", "{\"id\":\"weekly\",\"enableRanks\":true}");
        assertThat(good("/function?name=leaderboard_list", ""))
                .contains("\"leaderboards\":[", "\"weekly\"");
        assertThat(status("/function?name=leaderboard_create", "{\"name\":\"x\"}")).isEqualTo(400);
        assertThat(status("/function?name=leaderboard_create", "{}")).isEqualTo(400);
        assertThat(status("/function?name=leaderboard_get_top", "{\"id\":\"none\"}"))
                .isEqualTo(404);
        good("/function?name=leaderboard_delete", "{\"id\":\"weekly\"}");
        assertThat(good("/function?name=leaderboard_list", "")).doesNotContain("\"weekly\"");

        String user = "{\"userId\":\"" + id + "\"";
        good(
                "/function?name=notification_send",
                user + ",\"subject\":\"s\",\"content\":{},\"code\":5,\"persistent\":true}");
        good(
                "/function?name=notification_send",
                user
                        + ",\"subject\":\"late\",\"content\":{},\"code\":5,\"persistent\":true,"
                        + "\"expiry\":1000}");
        String listed = good("/function?name=notifications_list", user + "}");
        assertThat(listed).contains("\"read\":false").doesNotContain("late");
        String notice = listed.replaceAll(".*\"id\":\"([0-9a-f-]+)\".*", "$1");
        assertThat(good("/function?name=notifications_count_unread", user + "}"))
                .isEqualTo("{\"result\":1}");
        String mark = user + ",\"ids\":[\"" + notice + "\"]}";
        assertThat(good("/function?name=notifications_mark_read", mark))
                .isEqualTo("{\"result\":1}");
        assertThat(good("/function?name=notifications_list", user + "}")).contains("\"read\":true");
        assertThat(good("/function?name=notifications_count_unread", user + "}"))
                .isEqualTo("{\"result\":0}");
        String reserved = ",\"subject\":\"s\",\"content\":{},\"code\":-1}";
        assertThat(status("/function?name=notification_send", user + reserved)).isEqualTo(400);

        assertThat(status("/function?name=none", "")).isEqualTo(404);
        assertThat(status("/function?name=register_rpc", "")).isEqualTo(404);
        assertThat(status("/function?name=storage_write_retry", "{}")).isEqualTo(404);
        assertThat(ask("/function?name=leaderboard_list", "", "admin:no").statusCode())
                .isEqualTo(401);
    }

    @Test
    void gameCodeKeepsJsonOfAnyRoot() throws Exception {
        for (String value : new String[] {"[1,2]", "5", "true", "\"text\"", "{}"}) {
            String object = "{\"collection\":\"any\",\"key\":\"k\",\"value\":" + value + "}";
            good("/function?name=storage_write", "{\"objects\":[" + object + "]}");
            assertThat(good("/function?name=storage_get", "{\"collection\":\"any\",\"key\":\"k\"}"))
                    .isEqualTo("{\"result\":" + value + "}");
            good(
                    "/function?name=storage_set",
                    "{\"collection\":\"any\",\"key\":\"k2\",\"value\":" + value + "}");
        }
        String none = "{\"objects\":[{\"collection\":\"any\",\"key\":\"k\"}]}";
        assertThat(status("/function?name=storage_write", none)).isEqualTo(400);
    }

    /// Nothing of several changes happens when one of them is for nobody.
    @Test
    void accountsThatAreNotThereAreNotChanged() throws Exception {
        String nobody = "00000000-0000-4000-8000-000000000001";
        String update = "{\"user_id\":\"" + nobody + "\",\"display_name\":\"x\"}";
        String write = "{\"collection\":\"multi\",\"key\":\"k\",\"value\":{}}";
        assertThat(
                        status(
                                "/function?name=multi_update",
                                "{\"accountUpdates\":["
                                        + update
                                        + "],\"storageWrites\":["
                                        + write
                                        + "]}"))
                .isEqualTo(404);
        assertThat(good("/storage/export?collection=multi", null)).startsWith("[]");
        assertThat(
                        status(
                                "/function?name=account_update_id",
                                "{\"userId\":\"" + nobody + "\",\"metadata\":{\"a\":1}}"))
                .isEqualTo(404);
        assertThat(
                        status(
                                "/function?name=user_ban",
                                "{\"userId\":\"" + nobody + "\",\"endSec\":-5}"))
                .isEqualTo(400);
    }
}
