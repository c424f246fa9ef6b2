package io.kaosnet.core.bracket;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.protocol.kaosnet.Bracket;
import io.kaosnet.protocol.kaosnet.BracketEntrant;
import io.kaosnet.protocol.kaosnet.BracketMatch;
import io.kaosnet.protocol.kaosnet.BracketMatch.State;
import io.kaosnet.testkit.Property;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class PlayTest {
    private static Bracket.Builder open(Bracket.Format format, int players, int bestOf) {
        Bracket.Builder bracket =
                Bracket.newBuilder()
                        .setId("b")
                        .setFormat(format)
                        .setBestOf(bestOf)
                        .setMaxSize(1024);
        for (int i = 1; i <= players; i++) {
            new Play(bracket, 0).join("p" + i, "name" + i, i);
        }
        new Play(bracket, 0).start();
        return bracket;
    }

    private static List<BracketMatch> ready(Bracket.Builder bracket) {
        List<BracketMatch> ready = new ArrayList<>();
        for (BracketMatch match : bracket.getMatchesList()) {
            if (match.getState() == State.READY) {
                ready.add(match);
            }
        }
        return ready;
    }

    /// The server decides one match after the other, in any order.
    private static void playAll(
            Bracket.Builder bracket, RandomGenerator random, boolean byStrength) {
        int needed = bracket.getBestOf() / 2 + 1;
        while (bracket.getState() == Bracket.State.RUNNING) {
            List<BracketMatch> ready = ready(bracket);
            assertThat(ready).isNotEmpty();
            BracketMatch match = ready.get(random.nextInt(ready.size()));
            boolean homeWins =
                    byStrength
                            ? number(match.getHome()) < number(match.getAway())
                            : random.nextBoolean();
            int lost = random.nextInt(needed);
            new Play(bracket, 0)
                    .decide(match.getId(), homeWins ? needed : lost, homeWins ? lost : needed);
        }
        assertThat(bracket.getMatchesList()).allMatch(match -> match.getState() == State.DONE);
    }

    private static int number(String player) {
        return Integer.parseInt(player.substring(1));
    }

    private static Map<String, Integer> losses(Bracket.Builder bracket) {
        Map<String, Integer> losses = new HashMap<>();
        for (BracketEntrant entrant : bracket.getEntrantsList()) {
            losses.put(entrant.getUserId(), entrant.getLosses());
        }
        return losses;
    }

    @Test
    void eliminationsEndWithOneWinner() {
        Property.check(
                150,
                random -> {
                    boolean isDouble = random.nextBoolean();
                    int players = 2 + random.nextInt(40);
                    Bracket.Builder bracket =
                            open(
                                    isDouble
                                            ? Bracket.Format.DOUBLE_ELIMINATION
                                            : Bracket.Format.SINGLE_ELIMINATION,
                                    players,
                                    1 + 2 * random.nextInt(3));
                    playAll(bracket, random, false);
                    BracketEntrant winner = bracket.getEntrants(0);
                    assertThat(winner.getPlace()).isEqualTo(1);
                    assertThat(bracket.getEntrants(1).getPlace()).isEqualTo(2);
                    Map<String, Integer> losses = losses(bracket);
                    assertThat(losses.remove(winner.getUserId())).isLessThan(isDouble ? 2 : 1);
                    assertThat(losses.values()).hasSize(players - 1);
                    assertThat(losses.values())
                            .allMatch(count -> count == (isDouble ? 2 : 1), "out when they lost");
                });
    }

    @Test
    void theStrongestMeetLast() {
        Bracket.Builder bracket = open(Bracket.Format.SINGLE_ELIMINATION, 13, 1);
        playAll(bracket, new java.util.SplittableRandom(1), true);
        List<Integer> order = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (BracketEntrant entrant : bracket.getEntrantsList()) {
            order.add(number(entrant.getUserId()));
            places.add(entrant.getPlace());
        }
        assertThat(order).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13);
        assertThat(places).containsExactly(1, 2, 3, 3, 5, 5, 5, 5, 9, 9, 9, 9, 9);
        // Byes are those of the best three.
        assertThat(bracket.getMatchesList())
                .filteredOn(match -> match.getAwayBye() || match.getHomeBye())
                .extracting(BracketMatch::getWinner)
                .containsExactlyInAnyOrder("p1", "p2", "p3");
    }

    @Test
    void whoLosesTheFinalOnceMayPlayItAgain() {
        Bracket.Builder bracket = open(Bracket.Format.DOUBLE_ELIMINATION, 2, 1);
        new Play(bracket, 0).decide(1, 1, 0);
        assertThat(ready(bracket))
                .singleElement()
                .satisfies(m -> assertThat(m.getHome()).isEqualTo("p1"));
        new Play(bracket, 0).decide(2, 0, 1);
        assertThat(bracket.getState()).isEqualTo(Bracket.State.RUNNING);
        new Play(bracket, 0).decide(3, 0, 1);
        assertThat(bracket.getState()).isEqualTo(Bracket.State.DONE);
        assertThat(bracket.getEntrants(0).getUserId()).isEqualTo("p2");

        bracket = open(Bracket.Format.DOUBLE_ELIMINATION, 2, 1);
        new Play(bracket, 0).decide(1, 1, 0);
        new Play(bracket, 0).decide(2, 1, 0);
        assertThat(bracket.getState()).isEqualTo(Bracket.State.DONE);
        assertThat(bracket.getEntrants(0).getUserId()).isEqualTo("p1");
    }

    @Test
    void inARoundRobinAllMeetAll() {
        Property.check(
                40,
                random -> {
                    int players = 2 + random.nextInt(15);
                    Bracket.Builder bracket = open(Bracket.Format.ROUND_ROBIN, players, 2);
                    Map<String, Integer> met = new HashMap<>();
                    while (bracket.getState() == Bracket.State.RUNNING) {
                        BracketMatch match = ready(bracket).getFirst();
                        assertThat(match.getRound()).isEqualTo(bracket.getRound());
                        int result = random.nextInt(3);
                        new Play(bracket, 0)
                                .decide(
                                        match.getId(),
                                        result == 0 ? 1 : result == 1 ? 2 : 0,
                                        result == 0 ? 1 : result == 1 ? 0 : 2);
                    }
                    for (BracketMatch match : bracket.getMatchesList()) {
                        boolean isLess = match.getHome().compareTo(match.getAway()) < 0;
                        met.merge(
                                isLess
                                        ? match.getHome() + match.getAway()
                                        : match.getAway() + match.getHome(),
                                1,
                                Integer::sum);
                    }
                    assertThat(met).hasSize(players * (players - 1) / 2);
                    assertThat(met.values()).allMatch(count -> count == 1);
                    int points = 0;
                    for (BracketEntrant entrant : bracket.getEntrantsList()) {
                        points += entrant.getPoints();
                    }
                    assertThat(points).isEqualTo(players * (players - 1));
                });
    }

    @Test
    void swissPlayersMeetOnceAndFreeRoundsGoRound() {
        Property.check(
                40,
                random -> {
                    int players = 4 + random.nextInt(30);
                    Bracket.Builder bracket = open(Bracket.Format.SWISS, players, 3);
                    playAll(bracket, random, false);
                    assertThat(bracket.getRound())
                            .isEqualTo(32 - Integer.numberOfLeadingZeros(players - 1));
                    Map<String, Integer> met = new HashMap<>();
                    for (BracketMatch match : bracket.getMatchesList()) {
                        met.merge(match.getHome() + match.getAway(), 1, Integer::sum);
                        if (!match.getAwayBye()) {
                            met.merge(match.getAway() + match.getHome(), 1, Integer::sum);
                        }
                    }
                    // Four players in two rounds, five in three: never a second meeting.
                    assertThat(met.values()).allMatch(count -> count == 1);
                    assertThat(bracket.getEntrants(0).getPlace()).isEqualTo(1);
                });
    }

    /// Where a second meeting cannot be avoided it is that of two who met once.
    @Test
    void inManyRoundsOfSwissNobodyMeetsTheSameOverAndOver() {
        Property.check(
                200,
                random -> {
                    int players = 4 + random.nextInt(6);
                    int rounds = 3 + random.nextInt(players - 3);
                    Bracket.Builder bracket =
                            Bracket.newBuilder()
                                    .setFormat(Bracket.Format.SWISS)
                                    .setBestOf(1)
                                    .setRounds(rounds)
                                    .setMaxSize(players);
                    for (int i = 1; i <= players; i++) {
                        new Play(bracket, 0).join("p" + i, "name" + i, i);
                    }
                    new Play(bracket, 0).start();
                    playAll(bracket, random, false);
                    Map<String, Integer> met = new HashMap<>();
                    int again = 0;
                    for (BracketMatch match : bracket.getMatchesList()) {
                        if (!match.getAwayBye()) {
                            int one = Math.min(number(match.getHome()), number(match.getAway()));
                            int sum = number(match.getHome()) + number(match.getAway());
                            again += met.merge(one + "/" + sum, 1, Integer::sum) > 1 ? 1 : 0;
                        }
                    }
                    assertThat(met.values()).allMatch(count -> count <= 2);
                    assertThat(again).isLessThanOrEqualTo(players / 2);
                });
    }

    @Test
    void whoLeavesLosesWhatIsLeft() {
        Property.check(
                60,
                random -> {
                    Bracket.Format format = Bracket.Format.forNumber(random.nextInt(4));
                    int players = 2 + random.nextInt(12);
                    Bracket.Builder bracket = open(format, players, 1);
                    for (int i = 0; i < players * 2; i++) {
                        if (random.nextInt(3) == 0) {
                            new Play(bracket, 0).leave("p" + (1 + random.nextInt(players)));
                        }
                        List<BracketMatch> ready = ready(bracket);
                        if (!ready.isEmpty()) {
                            new Play(bracket, 0).decide(ready.getFirst().getId(), 1, 0);
                        }
                    }
                    playAll(bracket, random, false);
                    assertThat(bracket.getEntrantsList()).hasSize(players);
                });
    }
}
