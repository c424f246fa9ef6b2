package io.kaosnet.core.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.match.MatchObserver.Loss;
import io.kaosnet.core.match.MatchWorld.Script;
import io.kaosnet.core.session.Session;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.runtime.MatchContext;
import io.kaosnet.runtime.MatchInit;
import io.kaosnet.runtime.MatchPresence;
import io.kaosnet.runtime.RuntimeError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HostedMatchesTest {
    private static final UUID ANN = new UUID(0, 1);
    private static final UUID BOB = new UUID(0, 2);

    private final MatchWorld world = new MatchWorld();
    private final Script script = new Script();

    HostedMatchesTest() {
        world.handlers.put("game", () -> script);
    }

    private MatchId create() {
        return world.hosted.create("game", Map.of("a", 1));
    }

    private HostedMatch match(MatchId id) {
        return Objects.requireNonNull(world.hosted.find(id));
    }

    private MatchJoinAttempt.Joined join(Session session, MatchId id) {
        return join(session, id, Map.of());
    }

    private MatchJoinAttempt.Joined join(
            Session session, MatchId id, Map<String, String> metadata) {
        var result = world.join(session, id, metadata);
        assertThat(result).isInstanceOf(MatchJoinAttempt.Joined.class);
        return (MatchJoinAttempt.Joined) Objects.requireNonNull(result);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void ticksKeepTheirRateWhenTheLaneIsLate() {
        List<Long> ticks = new ArrayList<>();
        script.init = new MatchInit(50, "");
        script.onLoop = (match, _) -> ticks.add(match.tick());
        create();
        world.run(1000);
        assertThat(ticks).hasSize(50).startsWith(0L, 1L).endsWith(48L, 49L);
        // 5 periods late: they are made up for at once.
        world.nowNs += 100_000_000;
        world.run(900);
        assertThat(ticks).hasSize(100);
        assertThat(world.losses.counts).isEmpty();
    }

    @Test
    void matchFarBehindSkipsTicksAndCountsThem() {
        script.init = new MatchInit(50, "");
        create();
        world.run(0);
        world.nowNs += 2_000_000_000L;
        world.run(20);
        assertThat(world.losses.counts.get(Loss.TICKS_SKIPPED)).isBetween(95, 100);
        assertThat(world.losses.ticks).isLessThan(5);
    }

    @Test
    void manyMatchesAtManyRatesTickAsOftenAsTheyAsk() {
        int[] counts = new int[129];
        for (int rate = 1; rate <= 128; rate++) {
            int hz = rate;
            var one = new Script();
            one.init = new MatchInit(rate, "");
            one.onLoop = (_, _) -> counts[hz]++;
            world.handlers.put("rate", () -> one);
            world.hosted.create("rate", Map.of());
        }
        world.run(1001);
        for (int rate = 1; rate <= 128; rate++) {
            // A first tick may come a little before its period is over.
            assertThat(counts[rate]).as("%d Hz", rate).isBetween(rate, rate + 1);
        }
        Arrays.fill(counts, 0);
        world.run(10_000);
        for (int rate = 1; rate <= 128; rate++) {
            assertThat(counts[rate]).as("%d Hz", rate).isEqualTo(10 * rate);
        }
    }

    @Test
    void joinerIsAnsweredAndEverybodyIsTold() {
        MatchId id = create();
        Session ann = world.connect(ANN);
        Session bob = world.connect(BOB);
        MatchJoinAttempt.Joined first = join(ann, id, Map.of("team", "red"));
        assertThat(first.reply().getMatch().getAuthoritative()).isTrue();
        assertThat(first.reply().getMatch().getSize()).isZero();
        assertThat(first.reply().getMatch().hasLabel()).isTrue();
        MatchJoinAttempt.Joined second = join(bob, id);
        assertThat(second.reply().getMatch().getPresencesList())
                .extracting(presence -> presence.getUserId())
                .containsExactly(ANN.toString());
        assertThat(second.reply().getMatch().getSelf().getUserId()).isEqualTo(BOB.toString());
        assertThat(MatchWorld.received(ann))
                .extracting(e -> e.getMatchPresenceEvent().getJoins(0).getUserId())
                .containsExactly(ANN.toString(), BOB.toString());
        assertThat(script.log)
                .containsExactly(
                        "init {a=1}",
                        "attempt {team=red}",
                        "join " + ANN,
                        "attempt {}",
                        "join " + BOB);
        // A second join of the same session is answered, with itself in the list.
        assertThat(join(bob, id).reply().getMatch().getSize()).isEqualTo(2);
        assertThat(script.log).hasSize(5);
    }

    @Test
    void refusedJoinCarriesTheReason() {
        MatchId id = create();
        script.refusal = "full";
        assertThat(world.join(world.connect(ANN), id, Map.of()))
                .isEqualTo(new MatchJoinAttempt.Refused("full"));
        assertThat(match(id).seatCount()).isZero();
        assertThat(world.presences.count(id.stream())).isZero();
    }

    @Test
    void joinsOverTheQueueAreRefused() {
        MatchId id = create();
        world.run(1);
        HostedMatch match = match(id);
        for (int i = 0; i < 2; i++) {
            assertThat(match.offerJoin(new MatchJoinAttempt(world.connect(ANN), Map.of())))
                    .isTrue();
        }
        assertThat(match.offerJoin(new MatchJoinAttempt(world.connect(BOB), Map.of()))).isFalse();
        assertThat(world.losses.counts).containsEntry(Loss.JOIN_QUEUE_FULL, 1);
    }

    @Test
    void messagesReachTheLoopInOrderAndTheNewestAreDroppedWhenFull() {
        List<String> seen = new ArrayList<>();
        script.onLoop =
                (_, messages) -> messages.forEach(m -> seen.add(m.opCode() + m.sender().userId()));
        MatchId id = create();
        Session ann = world.connect(ANN);
        Seat seat = join(ann, id).seat();
        for (int i = 0; i < 6; i++) {
            seat.offer(ann, i, new byte[0], true, 1);
        }
        world.run(100);
        assertThat(seen).containsExactly("0" + ANN, "1" + ANN, "2" + ANN, "3" + ANN);
        assertThat(world.losses.counts).containsEntry(Loss.INPUT_QUEUE_FULL, 2);
        // A session that has left is no longer heard.
        world.presences.untrack(ann, id.stream());
        world.run(1);
        assertThat(seat.offer(ann, 9, new byte[0], true, 1)).isFalse();
    }

    @Test
    void broadcastsReachMembersOrTargetsAndDeferredOnesComeLast() {
        MatchId id = create();
        Session ann = world.connect(ANN);
        Session bob = world.connect(BOB);
        join(ann, id);
        join(bob, id);
        MatchWorld.received(ann).clear();
        script.onLoop =
                (match, _) -> {
                    var d = match.dispatcher();
                    MatchPresence first = match.presences().getFirst();
                    d.broadcastDeferred(1, bytes("late"), null, null, true);
                    d.broadcast(2, bytes("all"));
                    d.broadcast(3, bytes("ann"), List.of(first), null, true);
                    d.broadcast(4, bytes("nobody"), List.of(), null, true);
                    d.broadcast(5, null, List.of(stranger()), first, true);
                    script.onLoop = null;
                };
        world.run(100);
        assertThat(MatchWorld.data(ann)).containsExactly("all", "ann", "late");
        assertThat(MatchWorld.data(bob)).containsExactly("all", "late");
    }

    private static MatchPresence stranger() {
        return new MatchPresence("u", "s", "n", "n1", MatchPresence.Reason.UNKNOWN);
    }

    @Test
    void fullDeferredQueueIsAnErrorOfTheCallbackAlone() {
        MatchId id = create();
        script.onLoop =
                (match, _) -> {
                    for (int i = 0; i < 3; i++) {
                        match.dispatcher().broadcastDeferred(1, null, null, null, true);
                    }
                };
        world.run(100);
        assertThat(world.losses.errors).isEqualTo(1);
        assertThat(world.hosted.find(id)).isNotNull();
    }

    @Test
    void errorsDoNotEndTheMatchUntilThereAreTooManyInARow() {
        MatchId id = create();
        Session ann = world.connect(ANN);
        join(ann, id);
        script.failing = true;
        world.run(200);
        script.failing = false;
        world.run(200);
        assertThat(world.hosted.find(id)).isNotNull();
        script.failing = true;
        world.run(300);
        assertThat(world.hosted.find(id)).isNull();
        assertThat(world.losses.errors).isEqualTo(5);
        assertThat(ann.isClosed()).isFalse();
        Envelope last = MatchWorld.received(ann).getLast();
        assertThat(last.getNotifications().getNotifications(0).getCode())
                .isEqualTo(HostedMatches.MATCH_FAILED_CODE);
        assertThat(script.log).endsWith("close");
        assertThat(world.presences.count(id.stream())).isZero();
    }

    @Test
    void kickedPlayerLeavesAndTheOthersAreTold() {
        MatchId id = create();
        Session ann = world.connect(ANN);
        Session bob = world.connect(BOB);
        join(ann, id);
        join(bob, id);
        MatchWorld.received(ann).clear();
        MatchWorld.received(bob).clear();
        script.onLoop =
                (match, _) -> {
                    match.dispatcher().kick(List.of(match.presences().getFirst()));
                    script.onLoop = null;
                };
        world.run(110);
        assertThat(script.log).endsWith("leave " + ANN + " LEAVE");
        assertThat(MatchWorld.received(ann)).isEmpty();
        assertThat(MatchWorld.received(bob).getFirst().getMatchPresenceEvent().getLeavesCount())
                .isEqualTo(1);
        assertThat(match(id).seatCount()).isEqualTo(1);
    }

    @Test
    void droppedPlayerIsGoneAtOnceWithoutAGrace() {
        MatchId id = create();
        Session ann = world.connect(ANN);
        join(ann, id);
        world.sessions.close(ann);
        world.run(1);
        assertThat(script.log).endsWith("leave " + ANN + " DISCONNECT");
    }

    @Test
    void returningPlayerSitsInItsSeatAndGetsWhatItMissed() {
        script.init = new MatchInit(10, "").withHeldSeats();
        MatchId id = create();
        Session ann = world.connect(ANN);
        Session bob = world.connect(BOB);
        join(ann, id);
        join(bob, id);
        int calls = script.log.size();
        script.onLoop =
                (match, _) -> {
                    match.dispatcher().broadcast(1, bytes("r" + match.tick()));
                    match.dispatcher().broadcast(2, bytes("u"), null, null, false);
                };
        world.sessions.close(ann);
        MatchWorld.received(bob).clear();
        world.run(300);
        Session back = world.connect(ANN);
        MatchJoinAttempt.Joined joined = join(back, id);
        assertThat(joined.reply().getMatch().getSelf().getSessionId())
                .isEqualTo(ann.id().toString());
        assertThat(MatchWorld.data(back)).containsExactly("r0", "r1", "r2");
        world.run(100);
        assertThat(MatchWorld.data(back)).containsExactly("r3", "u");
        assertThat(script.log).hasSize(calls);
        assertThat(MatchWorld.received(bob)).noneMatch(Envelope::hasMatchPresenceEvent);
        // What it sends comes from the player the match knows.
        List<String> senders = new ArrayList<>();
        script.onLoop = (_, messages) -> messages.forEach(m -> senders.add(m.sender().sessionId()));
        joined.seat().offer(back, 1, new byte[0], true, 1);
        world.run(100);
        assertThat(senders).containsExactly(ann.id().toString());
    }

    @Test
    void replayKeepsTheNewestOfTooMany() {
        script.init = new MatchInit(10, "").withHeldSeats();
        MatchId id = create();
        Session ann = world.connect(ANN);
        join(ann, id);
        script.onLoop = (match, _) -> match.dispatcher().broadcast(1, bytes("" + match.tick()));
        world.sessions.close(ann);
        world.run(600);
        Session back = world.connect(ANN);
        join(back, id);
        assertThat(MatchWorld.data(back)).containsExactly("2", "3", "4", "5");
        assertThat(world.losses.counts).containsEntry(Loss.REPLAY_QUEUE_FULL, 2);
    }

    @Test
    void heldSeatIsGivenUpWhenTheGraceIsOver() {
        script.init = new MatchInit(10, "", 500);
        MatchId id = create();
        Session ann = world.connect(ANN);
        join(ann, id);
        world.sessions.close(ann);
        world.run(499);
        assertThat(match(id).seatCount()).isEqualTo(1);
        world.run(200);
        assertThat(script.log).endsWith("leave " + ANN + " DISCONNECT");
        assertThat(match(id).seatCount()).isZero();
    }

    @Test
    void tokenTakesOverASeatWhoseOldConnectionStillHangs() {
        script.init = new MatchInit(10, "").withHeldSeats();
        MatchId id = create();
        Session ann = world.connect(ANN);
        Session bob = world.connect(BOB);
        join(ann, id);
        Map<String, String> token = Map.of(HostedMatches.RESUME_KEY, ann.id().toString());
        join(bob, id, token);
        assertThat(match(id).seatCount()).as("another user's token is nothing").isEqualTo(2);
        Session again = world.connect(ANN);
        join(again, id, token);
        world.run(1);
        assertThat(match(id).seatCount()).isEqualTo(2);
        assertThat(world.presences.find(id.stream(), ann.id())).isNull();
        assertThat(world.presences.find(id.stream(), again.id())).isNotNull();
        assertThat(script.log).noneMatch(line -> line.startsWith("leave"));
        Session third = world.connect(ANN);
        join(third, id, Map.of(HostedMatches.RESUME_KEY, again.id().toString()));
        world.run(1);
        assertThat(match(id).seatCount())
                .as("each session's id is a token in its turn")
                .isEqualTo(2);
        assertThat(world.presences.find(id.stream(), again.id())).isNull();
    }

    @Test
    void signalIsAnsweredAndABusyMatchSaysSo() {
        MatchId id = create();
        world.run(1);
        HostedMatch match = match(id);
        var answer = new MatchAnswer<String>();
        assertThat(match.offerSignal(answer, "x")).isTrue();
        assertThat(match.offerSignal(new MatchAnswer<>(), "y")).isFalse();
        world.run(1);
        assertThat(answer.await(1)).isEqualTo("echo x");
        assertThatThrownBy(() -> world.hosted.signal(new MatchId(UUID.randomUUID(), "n1"), "x"))
                .isInstanceOfSatisfying(
                        RuntimeError.class,
                        e -> assertThat(e.code()).isEqualTo(RuntimeError.NOT_FOUND));
    }

    @Test
    void stoppingServerGivesTheGraceAndTakesNoMore() {
        MatchId id = create();
        world.run(1);
        HostedMatch match = match(id);
        match.offer(() -> match.onTerminate(2));
        world.run(1500);
        assertThat(script.log).endsWith("terminate 2");
        assertThat(world.join(world.connect(ANN), id, Map.of()))
                .isInstanceOf(MatchJoinAttempt.Refused.class);
        world.run(600);
        assertThat(world.hosted.find(id)).isNull();
    }

    @Test
    void emptyMatchEndsAfterItsTime() {
        var strict = new MatchWorld(MatchWorld.config(2, 3, 4));
        strict.handlers.put("game", () -> script);
        MatchId id = strict.hosted.create("game", Map.of());
        Session ann = strict.connect(ANN);
        strict.run(1000);
        strict.join(ann, id, Map.of());
        strict.run(5000);
        assertThat(strict.hosted.find(id)).isNotNull();
        strict.sessions.close(ann);
        strict.run(1900);
        assertThat(strict.hosted.find(id)).isNotNull();
        strict.run(300);
        assertThat(strict.hosted.find(id)).isNull();
    }

    @Test
    void initOutOfRangeIsRefused() {
        for (MatchInit init :
                List.of(
                        new MatchInit(0, ""),
                        new MatchInit(129, ""),
                        new MatchInit(1, "x".repeat(2049)))) {
            script.init = init;
            assertThatThrownBy(this::create)
                    .isInstanceOfSatisfying(
                            RuntimeError.class,
                            e -> assertThat(e.code()).isEqualTo(RuntimeError.INVALID_ARGUMENT));
        }
        assertThatThrownBy(() -> world.hosted.create("nothing", Map.of()))
                .isInstanceOfSatisfying(
                        RuntimeError.class,
                        e -> assertThat(e.code()).isEqualTo(RuntimeError.NOT_FOUND));
        assertThat(world.hosted.count()).isZero();
    }

    @Test
    void matchGoesOnAfterARestartWithItsSeatsHeld() {
        // Counts its loops and can say so to its successor.
        class Counter extends Script {
            int count;

            @Override
            public void loop(MatchContext match, List<io.kaosnet.runtime.MatchMessage> messages) {
                count++;
            }

            @Override
            public byte[] snapshot(MatchContext match) {
                return bytes(String.valueOf(count));
            }

            @Override
            public MatchInit restore(MatchContext match, byte[] snapshot) {
                count = Integer.parseInt(new String(snapshot, StandardCharsets.UTF_8));
                return new MatchInit(10, "{\"again\":true}", 0);
            }
        }
        List<Counter> made = new ArrayList<>();
        world.handlers.put(
                "counter",
                () -> {
                    made.add(new Counter());
                    return made.getLast();
                });
        MatchId id = world.hosted.create("counter", Map.of());
        Session ann = world.connect(ANN);
        join(ann, id);
        world.run(1000);
        HostedMatch match = match(id);
        match.offer(() -> world.saved.add(Objects.requireNonNull(match.onSnapshot())));
        world.run(1);
        assertThat(world.hosted.count()).isZero();

        var after = new MatchWorld();
        MatchSnapshots store =
                new MatchSnapshots() {
                    @Override
                    public void save(List<Saved> matches) {
                        world.saved.addAll(matches);
                    }

                    @Override
                    public List<Saved> take() {
                        List<Saved> taken = List.copyOf(world.saved);
                        world.saved.clear();
                        return taken;
                    }
                };
        assertThat(after.hosted.restore(store)).as("without its handler").isZero();
        after.handlers.put(
                "counter",
                () ->
                        new Counter() {
                            @Override
                            public MatchInit restore(MatchContext match, byte[] snapshot) {
                                throw new IllegalStateException("not yet");
                            }
                        });
        assertThat(after.hosted.restore(store)).as("with one that fails").isZero();
        after.handlers.putAll(world.handlers);
        assertThat(after.hosted.restore(store)).isEqualTo(1);
        assertThat(world.saved).isEmpty();
        HostedMatch restored = Objects.requireNonNull(after.hosted.find(id));
        assertThat(restored.seatCount()).isEqualTo(1);
        after.run(100);
        assertThat(made.getLast().count).isEqualTo(11);
        assertThat(restored.tick()).isEqualTo(11);
        Session back = after.connect(ANN);
        assertThat(after.join(back, id, Map.of())).isInstanceOf(MatchJoinAttempt.Joined.class);
        assertThat(made.getLast().log).isEmpty();
        assertThat(restored.listed().label()).isEqualTo("{\"again\":true}");
    }

    @Test
    void aDatabaseThatComesBackWithinTheGraceGetsTheMatches() {
        world.handlers.put(
                "saved",
                () ->
                        new Script() {
                            @Override
                            public byte[] snapshot(MatchContext match) {
                                return bytes("state");
                            }
                        });
        MatchId id = world.hosted.create("saved", Map.of());
        world.hosted.start();
        try {
            world.hosted.drain(
                    5,
                    new MatchSnapshots() {
                        private int tries;

                        @Override
                        public void save(List<Saved> matches) {
                            if (++tries < 3) {
                                throw new ApiException(Code.UNAVAILABLE, "away");
                            }
                            world.saved.addAll(matches);
                        }

                        @Override
                        public List<Saved> take() {
                            return List.of();
                        }
                    });
        } finally {
            world.hosted.close();
        }
        assertThat(world.saved).extracting(MatchSnapshots.Saved::id).containsExactly(id);
    }
}
