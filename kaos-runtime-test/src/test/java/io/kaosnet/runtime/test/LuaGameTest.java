package io.kaosnet.runtime.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaosnet.protocol.api.AuthenticateDeviceRequest;
import io.kaosnet.protocol.api.AuthenticateEmailRequest;
import io.kaosnet.protocol.api.ListMatchesRequest;
import io.kaosnet.protocol.api.MatchList;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.MatchData;
import io.kaosnet.runtime.RuntimeError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LuaGameTest {
    private static final Path BASIC = Path.of("src/test/lua/basic");
    private static final Path IDIOM = Path.of("src/test/lua/idiom");

    private static void refused(int code, String text, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RuntimeError.class,
                        e -> {
                            assertThat(e.text()).contains(text);
                            assertThat(e.code()).isEqualTo(code);
                        });
    }

    private static List<String> texts(TestPlayer player) {
        List<String> texts = new ArrayList<>();
        for (MatchData data : player.matchData()) {
            texts.add(data.getOpCode() + " " + data.getData().toStringUtf8());
        }
        return texts;
    }

    @Test
    void functionsAnswerAndSayWhatIsWrong() {
        try (var game = GameTest.ofLua(Map.of("place", "moon"), BASIC)) {
            TestPlayer ann = game.player("ann", Map.of("tier", "gold"));
            assertThat(ann.rpc("SHOUT", "hey")).isEqualTo("HEY!");
            assertThat(ann.rpc("who", ""))
                    .contains("\"user\":\"" + ann.userId() + "\"")
                    .contains("\"name\":\"ann\"")
                    .contains("\"mode\":\"rpc\"")
                    .contains("\"place\":\"moon\"")
                    .contains("\"tier\":\"gold\"");
            assertThat(game.rpc("who", "")).doesNotContain("user");
            assertThat(game.rpc("nothing", "")).isEmpty();
            assertThat(game.rpc("nested", "a")).isEqualTo("[A!]");
            assertThat(game.rpc("cache", "v")).isEqualTo("v");
            assertThat(game.rpc("once", "")).isEqualTo("1");
            assertThat(game.rpc("bad_argument", ""))
                    .contains("bad argument #1 to 'base64_encode' (string expected, got nil)");
            refused(RuntimeError.FAILED_PRECONDITION, "not today", () -> ann.rpc("refuse", ""));
            refused(RuntimeError.INTERNAL, "boom", () -> ann.rpc("boom", ""));
            refused(RuntimeError.INTERNAL, "no string", () -> ann.rpc("number", ""));
            refused(RuntimeError.NOT_FOUND, "not found", () -> ann.rpc("unknown", ""));
        }
    }

    @Test
    void whatModulesOfTheReferenceDoIsTheSameHere() {
        try (var game = GameTest.ofLua(IDIOM)) {
            assertThat(game.rpc("check", "")).isEmpty();
            assertThat(game.rpc("looks", "")).isEqualTo("nilnil");
            refused(RuntimeError.PERMISSION_DENIED, "not you", () -> game.rpc("named_error", ""));
        }
    }

    @Test
    void theFirstKaosNetsModulesRun() {
        try (var game = GameTest.ofLua(IDIOM)) {
            game.rpc("my_room", "");
            assertThat(game.rpc("my_rpc", "")).isEqualTo("{\"result\":\"ok\",\"rooms\":1}");
            assertThat(game.rpc("my_rpc", "+handler_name:strict")).contains("\"rooms\":1");
            assertThat(game.rpc("my_rpc", "+handler_name:other")).contains("\"rooms\":0");
            TestPlayer ann = game.player("ann");
            var email = AuthenticateEmailRequest.newBuilder().setUsername("ann").build();
            assertThat(ann.before("AuthenticateEmail", email))
                    .isEqualTo(email.toBuilder().setUsername("seen ann").build());
            var device = AuthenticateDeviceRequest.newBuilder().setUsername("nobody").build();
            assertThat(ann.before("AuthenticateDevice", device)).isNull();
        }
    }

    @Test
    void aHandlerSeesWhatItWasMadeWithAndItsMistakesAreTold() {
        try (var game = GameTest.ofLua(IDIOM)) {
            String match = game.rpc("strict", "{\"params\":{}}");
            assertThat(game.signal(match, "")).isEqualTo("tablenil 20");
            assertThat(game.signal(game.rpc("strict", "{}"), "")).isEqualTo("nil 20");
            assertThat(game.rpc("not_made", "text"))
                    .contains("\"strict\" failed in init: match_init: strict.lua:5: no such map");
            assertThat(game.rpc("not_made", "table")).endsWith("match_init: no map today");
            TestPlayer ann = game.player("ann");
            ann.join(match);
            ann.sendData(match, 1, "");
            game.run(Duration.ofMillis(100));
            assertThat(texts(ann))
                    .containsExactly(
                            "2 false strict.lua:26: bad argument #3 to 'broadcast_message' (list of presences"
                                    + " with a session_id expected)");
            assertThatThrownBy(() -> game.player("bob").join(match, Map.of("answer", "none")))
                    .hasMessageContaining("could not decide");
        }
    }

    @Test
    void whatOverrunsItsBudgetIsEndedAndOthersGoOn() {
        try (var game = GameTest.ofLua(BASIC)) {
            refused(4, "took too long", () -> game.rpc("spin", ""));
            refused(
                    RuntimeError.RESOURCE_EXHAUSTED,
                    "took too much memory",
                    () -> game.rpc("bomb", ""));
            assertThat(game.rpc("shout", "still here")).isEqualTo("STILL HERE!");
        }
    }

    @Test
    void hooksChangeAndRefuse() {
        try (var game = GameTest.ofLua(BASIC)) {
            TestPlayer ann = game.player("ann");
            var request = ListMatchesRequest.getDefaultInstance();
            var changed = Objects.requireNonNull(ann.before("ListMatches", request));
            assertThat(changed.getLimit().getValue()).isEqualTo(5);
            assertThat(ann.before("ListMatches", query("secret"))).isNull();
            refused(3, "bad query", () -> ann.before("ListMatches", query("bad")));
            ann.after("ListMatches", changed, MatchList.getDefaultInstance());
            assertThat(game.rpc("listed", "")).isEqualTo("0/5");
            String arena = game.rpc("create", "duel");
            assertThatThrownBy(() -> ann.join(arena, Map.of("cheat", "1")))
                    .hasMessageContaining("disabled");
        }
    }

    private static ListMatchesRequest query(String text) {
        return ListMatchesRequest.newBuilder()
                .setQuery(com.google.protobuf.StringValue.of(text))
                .build();
    }

    @Test
    void aMatchLivesItsWholeLife() {
        try (var game = GameTest.ofLua(BASIC)) {
            TestPlayer ann = game.player("ann");
            TestPlayer bob = game.player("bob");
            String arena = game.rpc("create", "duel");
            assertThat(game.rpc("find", "+label.mode:duel")).isEqualTo(arena + "=0");
            ann.join(arena, Map.of("team", "red"));
            bob.join(arena);
            refused(RuntimeError.PERMISSION_DENIED, "no eve", () -> game.player("eve").join(arena));
            assertThat(texts(ann)).containsExactly("1 welcome ann", "1 welcome bob");
            bob.matchData();

            ann.sendData(arena, 5, "hello");
            bob.sendData(arena, 6, "only me");
            bob.sendData(arena, 6, "nobody");
            game.run(Duration.ofSeconds(1));
            assertThat(texts(ann)).containsExactly("5 hello");
            assertThat(texts(bob)).containsExactly("6 only me", "5 hello");
            assertThat(game.rpc("ask", arena))
                    .isEqualTo("status 10 {\"mode\":\"duel\",\"open\":true} red");

            ann.sendData(arena, 1, "label");
            game.run(Duration.ofMillis(100));
            assertThat(game.rpc("find", "+label.open:F")).isEqualTo(arena + "=2");

            bob.sendData(arena, 1, "kick");
            game.run(Duration.ofMillis(100));
            assertThat(texts(ann)).contains("2 bob left 3");

            ann.sendData(arena, 1, "end");
            game.run(Duration.ofMillis(100));
            assertThat(game.match(arena)).isNull();
        }
    }

    @Test
    void errorsAndEndlessLoopsDoNotEndAMatch() {
        try (var game = GameTest.ofLua(BASIC)) {
            TestPlayer ann = game.player("ann");
            String arena = game.rpc("create", "");
            ann.join(arena);
            game.run(Duration.ofMillis(500));
            ann.matchData();
            ann.sendData(arena, 1, "boom");
            game.run(Duration.ofMillis(100));
            ann.sendData(arena, 1, "spin");
            game.run(Duration.ofMillis(200));
            ann.sendData(arena, 1, "alive");
            game.run(Duration.ofMillis(200));
            assertThat(texts(ann)).containsExactly("1 alive");
            assertThat(game.rpc("ask", arena)).startsWith("status ");
            assertThat(ann.isDisconnected()).isFalse();
        }
    }

    @Test
    void aMatchThatKeepsTooMuchEndsAndOneThatForgetsGoesOn() {
        try (var game = GameTest.ofLua(BASIC)) {
            String state = game.createMatch("hoard_state", Map.of());
            String hidden = game.createMatch("hoard_hidden", Map.of());
            String none = game.createMatch("no_hoard", Map.of());
            game.run(Duration.ofSeconds(6));
            assertThat(game.match(state)).isNotNull();
            assertThat(game.match(hidden)).isNotNull();
            game.run(Duration.ofSeconds(6));
            assertThat(game.match(state)).isNull();
            assertThat(game.match(hidden)).isNull();
            game.run(Duration.ofSeconds(6));
            assertThat(game.match(none)).isNotNull();
        }
    }

    @Test
    void droppedPlayersKeepTheirSeatsAndMatchesOutliveARestart() {
        try (var game = GameTest.ofLua(BASIC)) {
            String arena = game.rpc("create", "long");
            TestPlayer ann = game.player("ann");
            TestPlayer bob = game.player("bob");
            ann.join(arena);
            bob.join(arena);
            bob.drop();
            game.run(Duration.ofMillis(1500));
            game.player("bob").join(arena, Map.of("resume_token", bob.sessionId()));
            game.run(Duration.ofMillis(1500));
            assertThat(texts(ann)).noneMatch(text -> text.contains("left"));
            game.restart();
            game.player("ann").join(arena);
            game.run(Duration.ofMillis(500));
            assertThat(game.rpc("ask", arena))
                    .isEqualTo("status 35 {\"mode\":\"long\",\"open\":true} none");
        }
    }

    @Test
    void theOtherShapeOfHandlersWorks() {
        try (var game = GameTest.ofLua(BASIC)) {
            String match = game.createMatch("seeded", Map.of());
            TestPlayer ann = game.player("ann");
            TestPlayer bob = game.player("bob");
            ann.join(match);
            bob.join(match);
            game.run(Duration.ofMillis(100));
            assertThat(texts(ann)).containsExactly("7 tick 0 1", "8 also", "9 first");
            assertThat(texts(bob)).containsExactly("7 tick 0 1", "8 also");
        }
    }

    @Test
    void aReloadTakesTheNewFilesOrSaysWhyNot(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("main.lua");
        Path match = folder.resolve("room.lua");
        String room =
                "return { match_init = function() return {}, 10, 'l' end, match_loop ="
                        + " function(_, _, _, s) return s end, match_signal ="
                        + " function(_, _, _, s) return s, 'VERSION' end }";
        String main =
                "local nk = require('nakama') nk.register_rpc(function() return 'VERSION' end,"
                        + " 'version')";
        Files.writeString(file, main.replace("VERSION", "one"));
        Files.writeString(match, room.replace("VERSION", "one"));
        try (var game = GameTest.ofLua(folder)) {
            String old = game.createMatch("room", Map.of());
            Files.writeString(file, main.replace("VERSION", "two"));
            Files.writeString(match, room.replace("VERSION", "two"));
            assertThat(game.rpc("version", "")).isEqualTo("one");
            game.reload();
            assertThat(game.rpc("version", "")).isEqualTo("two");
            assertThat(game.signal(old, "")).isEqualTo("one");
            assertThat(game.signal(game.createMatch("room", Map.of()), "")).isEqualTo("two");

            Files.writeString(file, "local x = = 1");
            assertThatThrownBy(game::reload).hasMessageContaining("main.lua:1:");
            assertThat(game.rpc("version", "")).isEqualTo("two");
            Files.writeString(file, "error('at load')");
            assertThatThrownBy(game::reload).hasMessageContaining("at load");
            Files.writeString(
                    file, "require('nakama').register_req_before(function() end, 'NoSuchCall')");
            assertThatThrownBy(game::reload)
                    .hasMessageContaining("main.lua:1: hook id: \"NoSuchCall\"");
            assertThat(game.rpc("version", "")).isEqualTo("two");
        }
    }

    /// The match that docs/first-match.md has its readers write.
    @Test
    void theGuidesMatchIsPlayable(@TempDir Path folder) throws IOException {
        String guide = Files.readString(Path.of("../docs/first-match.md"));
        for (String name : List.of("race.lua", "main.lua")) {
            int start = guide.indexOf("\n\n", guide.indexOf("modules/" + name));
            StringBuilder code = new StringBuilder();
            for (String line : guide.substring(start).strip().split("\n")) {
                if (line.startsWith("**")) {
                    break;
                }
                code.append(line.strip()).append('\n');
            }
            Files.writeString(folder.resolve(name), code);
        }
        try (var game = GameTest.ofLua(folder)) {
            TestPlayer ann = game.player("ann");
            TestPlayer bob = game.player("bob");
            ann.addMatchmaker("*", 2, 2);
            bob.addMatchmaker("*", 2, 2);
            game.run(Duration.ofSeconds(1));
            String race = matched(ann);
            assertThat(matched(bob)).isEqualTo(race);
            ann.join(race);
            bob.join(race);
            refused(
                    RuntimeError.PERMISSION_DENIED,
                    "the race is full",
                    () -> game.player("eve").join(race));
            for (int i = 0; i < 10; i++) {
                bob.sendData(race, 1, "");
            }
            game.run(Duration.ofMillis(100));
            assertThat(texts(ann)).hasSize(11).last().isEqualTo("3 " + bob.userId());
            assertThat(game.match(race)).isNull();
            String left = game.createMatch("race", Map.of());
            ann.join(left);
            bob.join(left);
            ann.leave(left);
            assertThat(texts(bob)).endsWith("3 " + bob.userId());
            assertThat(game.match(left)).isNull();
            String alone = game.createMatch("race", Map.of());
            ann.join(alone);
            game.run(Duration.ofSeconds(11));
            assertThat(game.match(alone)).isNull();
        }
    }

    private static String matched(TestPlayer player) {
        return player.received().stream()
                .filter(Envelope::hasMatchmakerMatched)
                .map(told -> told.getMatchmakerMatched().getMatchId())
                .findFirst()
                .orElseThrow();
    }
}
