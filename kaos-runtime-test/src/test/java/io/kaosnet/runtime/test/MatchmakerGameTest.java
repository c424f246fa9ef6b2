package io.kaosnet.runtime.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.MatchmakerAdd;
import io.kaosnet.protocol.realtime.MatchmakerMatched;
import io.kaosnet.protocol.realtime.PartyCreate;
import io.kaosnet.protocol.realtime.PartyJoin;
import io.kaosnet.runtime.KaosModule;
import io.kaosnet.runtime.MatchmakerMatchedHook.Entry;
import io.kaosnet.runtime.RuntimeError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What modules have to say about who plays with whom, in Java and in Lua.
class MatchmakerGameTest {
    private static final String ARENA =
            """
            local nk = require("nakama")
            nk.register_match("arena", {
              match_init = function(ctx, params) return { n = 0 }, 10, "{}" end,
              match_join_attempt = function(ctx, d, tick, state) return state, true end,
              match_join = function(ctx, d, tick, state) return state end,
              match_leave = function(ctx, d, tick, state) return state end,
              match_loop = function(ctx, d, tick, state) return state end,
              match_terminate = function(ctx, d, tick, state) return state end,
              match_signal = function(ctx, d, tick, state, data) return state, data end,
            })
            """;

    @TempDir Path folder;

    private GameTest lua(String script) {
        try {
            Files.writeString(folder.resolve("main.lua"), ARENA + script);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return GameTest.ofLua(folder);
    }

    private static String add(TestPlayer player, MatchmakerAdd.Builder add) {
        Envelope reply =
                player.send(Envelope.newBuilder().setCid("1").setMatchmakerAdd(add).build());
        return Objects.requireNonNull(reply).getMatchmakerTicket().getTicket();
    }

    private static MatchmakerAdd.Builder two() {
        return MatchmakerAdd.newBuilder().setMinCount(2).setMaxCount(2).setQuery("*");
    }

    private static MatchmakerMatched matched(GameTest game, TestPlayer player) {
        game.run(Duration.ofMillis(1100));
        List<MatchmakerMatched> told = told(player);
        assertThat(told).hasSize(1);
        return told.getFirst();
    }

    private static List<MatchmakerMatched> told(TestPlayer player) {
        return player.received().stream()
                .filter(Envelope::hasMatchmakerMatched)
                .map(Envelope::getMatchmakerMatched)
                .toList();
    }

    @Test
    void luaSendsMatchedPlayersIntoAMatchOfItsOwn() {
        try (var game =
                lua(
                        """
                        nk.register_matchmaker_matched(function(ctx, entries)
                          assert(ctx.execution_mode == "matchmaker")
                          local ann = entries[1].presence.username == "ann" and entries[1] or entries[2]
                          assert(#entries == 2 and ann.presence.username == "ann")
                          assert(ann.properties.skill == 7)
                          assert(#ann.ticket == 36)
                          return nk.match_create("arena", { players = #entries })
                        end)
                        """)) {
            TestPlayer ann = game.player("ann");
            TestPlayer bob = game.player("bob");
            add(ann, two().putNumericProperties("skill", 7));
            add(bob, two());

            String id = matched(game, ann).getMatchId();

            assertThat(game.match(id)).isNotNull();
            assertThat(matched(game, bob).getMatchId()).isEqualTo(id);
            ann.join(id);
        }
    }

    @Test
    void hookThatFailsOrReturnsNilLeavesARelayedMatch() {
        for (String body : List.of("error('broken')", "return nil", "return ''")) {
            try (var game =
                    lua(
                            "nk.register_matchmaker_matched(function(ctx, entries) "
                                    + body
                                    + " end)")) {
                TestPlayer ann = game.player("ann");
                add(ann, two());
                add(game.player("bob"), two());
                MatchmakerMatched told = matched(game, ann);
                assertThat(told.getToken()).as(body).isNotEmpty();
                assertThat(told.getMatchId()).isEmpty();
            }
        }
    }

    @Test
    void luaProcessorMakesTheMatches() {
        try (var game =
                lua(
                        """
                        -- The strongest with the weakest, whatever they asked for.
                        nk.register_matchmaker_processor(function(ctx, entries)
                          table.sort(entries, function(a, b) return a.properties.skill < b.properties.skill end)
                          local matches = {}
                          for i = 1, math.floor(#entries / 2) do
                            matches[i] = { entries[i], entries[#entries + 1 - i] }
                          end
                          return matches
                        end)
                        """)) {
            List<TestPlayer> players = new ArrayList<>();
            for (int skill = 1; skill <= 4; skill++) {
                players.add(game.player("p" + skill));
                add(
                        players.getLast(),
                        two().setQuery("+properties.never:1").putNumericProperties("skill", skill));
            }
            assertThat(names(matched(game, players.getFirst()))).containsExactly("p1", "p4");
            assertThat(names(matched(game, players.get(1)))).containsExactly("p2", "p3");
        }
    }

    private static List<String> names(MatchmakerMatched told) {
        return told.getUsersList().stream()
                .map(user -> user.getPresence().getUsername())
                .sorted()
                .toList();
    }

    @Test
    void luaOverrideChoosesAmongMatchesThatCouldBeMade() {
        try (var game =
                lua(
                        """
                        nk.register_matchmaker_override(function(ctx, candidates)
                          local chosen = {}
                          for _, match in ipairs(candidates) do
                            local good = true
                            for _, player in ipairs(match) do
                              if player.presence.username == "ann" then good = false end
                            end
                            if good then chosen[#chosen + 1] = match end
                          end
                          return chosen
                        end)
                        """)) {
            TestPlayer ann = game.player("ann");
            TestPlayer bob = game.player("bob");
            TestPlayer cid = game.player("cid");
            add(ann, two());
            add(bob, two().setQuery("+properties.name:cid"));
            add(cid, two().putStringProperties("name", "cid"));
            assertThat(names(matched(game, bob))).containsExactly("bob", "cid");
            assertThat(told(ann)).isEmpty();
        }
    }

    @Test
    void processorThatFailsMakesNoMatchAndIsAskedAgain() {
        try (var game =
                lua(
                        """
                        nk.register_matchmaker_processor(function(ctx, entries)
                          local asked = nk.localcache_get("asked", 0) + 1
                          nk.localcache_put("asked", asked)
                          if asked == 1 then error("broken") end
                          if asked == 2 then return { { { ticket = "x" } } } end
                          return { entries }
                        end)
                        """)) {
            TestPlayer ann = game.player("ann");
            add(ann, two());
            add(game.player("bob"), two());
            game.run(Duration.ofMillis(2100));
            assertThat(told(ann)).isEmpty();
            assertThat(matched(game, ann).getUsersCount()).isEqualTo(2);
        }
    }

    @Test
    void javaHooksDoTheSame() {
        KaosModule module =
                (_, registry) -> {
                    registry.matchmakerMatched((_, entries) -> entries.size() + ".");
                    registry.matchmakerProcessor(
                            (_, entries) -> {
                                List<Entry> sorted = new ArrayList<>(entries);
                                sorted.sort(Comparator.comparing(e -> e.presence().username()));
                                return List.of(sorted.subList(0, 3));
                            });
                };
        try (var game = GameTest.of(module)) {
            TestPlayer bob = game.player("bob");
            for (String name : List.of("zoe", "ann", "cid")) {
                add(game.player(name), two());
            }
            add(bob, two());
            MatchmakerMatched told = matched(game, bob);
            assertThat(names(told)).containsExactly("ann", "bob", "cid");
            assertThat(told.getMatchId()).isEqualTo("3.");
        }
    }

    @Test
    void javaOverrideChooses() {
        KaosModule module =
                (_, registry) ->
                        registry.matchmakerOverride(
                                (_, candidates) -> List.of(candidates.getLast()));
        try (var game = GameTest.of(module)) {
            TestPlayer ann = game.player("ann");
            add(ann, two());
            add(game.player("bob"), two());
            assertThat(names(matched(game, ann))).containsExactly("ann", "bob");
        }
    }

    @Test
    void scriptsPutTicketsInAndSeeWhyTheyWait() {
        try (var game =
                lua(
                        """
                                                kaos.matchmaker_queue("ranked", { min_players = 2, max_players = 2, skill_range = 10 })
                        nk.register_rpc(function(ctx, payload)
                          return kaos.matchmaker_add({ payload }, {
                            min_count = 2, max_count = 2, query = "+properties.mode:duel",
                            string_properties = { mode = "duel", kaos_queue = "ranked" },
                            numeric_properties = { skill = 5 },
                          })
                        end, "add")
                        nk.register_rpc(function(ctx, ticket)
                          local why = kaos.matchmaker_why(ticket)
                          local list = kaos.matchmaker_list(10)
                          local queue = kaos.matchmaker_queues()[1]
                          return why.tickets .. " " .. why.fitting .. " " .. why.refusals[1].clause .. " "
                              .. #list .. " " .. queue.name .. " " .. queue.tickets
                        end, "why")
                        nk.register_rpc(function(ctx, ticket) kaos.matchmaker_remove(ticket) return "gone" end, "remove")
                        """)) {
            TestPlayer ann = game.player("ann");
            String ticket = game.rpc("add", ann.sessionId());
            add(game.player("bob"), two());
            game.run(Duration.ofMillis(10));
            assertThat(game.rpc("why", ticket)).isEqualTo("1 0 another queue 2 ranked 1");
            assertThat(game.rpc("remove", ticket)).isEqualTo("gone");
            assertThatThrownBy(() -> game.rpc("remove", ticket)).isInstanceOf(RuntimeError.class);
        }
    }

    @Test
    void matchThatRunsGetsMorePlayers() {
        try (var game =
                lua(
                        """
                        nk.register_rpc(function(ctx, id)
                          return kaos.matchmaker_backfill(id, 1, 2, {
                            query = "+properties.mode:duel", string_properties = { mode = "duel" } })
                        end, "more")
                        """)) {
            String id = game.createMatch("arena", Map.of());
            TestPlayer ann = game.player("ann");
            TestPlayer bob = game.player("bob");
            TestPlayer cid = game.player("cid");
            TestPlayer dan = game.player("dan");
            var duel =
                    MatchmakerAdd.newBuilder()
                            .setMinCount(2)
                            .setMaxCount(4)
                            .setQuery("+properties.mode:duel")
                            .putStringProperties("mode", "duel");
            add(ann, duel);
            assertThat(game.rpc("more", id)).hasSize(36);
            add(bob, duel.clone().putStringProperties("mode", "other"));
            add(cid, duel);
            game.run(Duration.ofMillis(10));

            assertThat(told(ann)).extracting(MatchmakerMatched::getMatchId).containsExactly(id);
            assertThat(told(cid)).extracting(MatchmakerMatched::getMatchId).containsExactly(id);
            assertThat(told(bob)).isEmpty();
            add(dan, duel);
            game.run(Duration.ofMillis(500));
            assertThat(told(dan)).as("the places are taken").isEmpty();
        }
    }

    @Test
    void hooksOfMatchmakerAndPartyMessages() {
        try (var game =
                lua(
                        """
                        nk.register_rt_before(function(ctx, envelope)
                          envelope.matchmaker_add.query = "*"
                          envelope.matchmaker_add.string_properties = { by = ctx.username }
                          return envelope
                        end, "MatchmakerAdd")
                        nk.register_rt_after(function(ctx, out, input)
                          nk.localcache_put("added", out.matchmaker_ticket.ticket)
                        end, "MatchmakerAdd")
                        nk.register_rt_before(function(ctx, envelope)
                          if ctx.username == "eve" then error("no parties for you") end
                          envelope.party_create.max_size = 3
                          return envelope
                        end, "PartyCreate")
                        nk.register_rt_after(function(ctx, out, input)
                          nk.localcache_put("party", input.party_join.party_id)
                        end, "PartyJoin")
                        nk.register_rpc(function() return nk.localcache_get("added", "") end, "added")
                        nk.register_rpc(function() return nk.localcache_get("party", "") end, "party")
                        nk.register_rpc(function(ctx, id)
                          local party = kaos.party_get(id)
                          return party.max_size .. " " .. #party.members
                              .. " " .. #kaos.party_code(id).code
                        end, "look")
                        """)) {
            TestPlayer ann = game.player("ann");
            TestPlayer bob = game.player("bob");
            String ticket = add(ann, two().setQuery("+properties.never:1"));
            add(bob, two());
            assertThat(matched(game, ann).getSelf().getStringPropertiesMap())
                    .containsEntry("by", "ann");
            assertThat(game.rpc("added", "")).isNotEmpty().isNotEqualTo(ticket);

            var create = PartyCreate.newBuilder().setMaxSize(8).setOpen(true);
            Envelope made =
                    Objects.requireNonNull(
                            ann.send(
                                    Envelope.newBuilder()
                                            .setCid("1")
                                            .setPartyCreate(create)
                                            .build()));
            assertThat(made.getParty().getMaxSize()).as("%s", made).isEqualTo(3);
            String id = made.getParty().getPartyId();
            bob.send(
                    Envelope.newBuilder()
                            .setCid("2")
                            .setPartyJoin(PartyJoin.newBuilder().setPartyId(id))
                            .build());
            assertThat(game.rpc("party", "")).isEqualTo(id);
            assertThat(game.rpc("look", id)).isEqualTo("3 2 6");
            Envelope refused =
                    game.player("eve").send(Envelope.newBuilder().setPartyCreate(create).build());
            assertThat(Objects.requireNonNull(refused).getError().getMessage())
                    .contains("no parties");
        }
    }
}
