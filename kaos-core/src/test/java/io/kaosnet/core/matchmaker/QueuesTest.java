package io.kaosnet.core.matchmaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaosnet.core.realtime.RealtimeException;
import io.kaosnet.core.session.Session;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.MatchmakerMatched;
import io.kaosnet.runtime.MatchmakerQueue;
import io.kaosnet.runtime.MatchmakerQueue.PartySkill;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Queues and rules that widen, as players give them in their tickets' properties.
class QueuesTest {
    private static final MatchmakerConfig EACH_SECOND =
            new MatchmakerConfig(3, 1000, 2, true, false, 10_000, 1000);

    private final World world = new World();
    private final Matchmaker matchmaker = world.matchmaker(EACH_SECOND);

    private Session add(Map<String, String> texts, double skill) {
        return add(1, texts, Map.of("skill", skill)).getFirst();
    }

    private List<Session> add(int players, Map<String, String> texts, Map<String, Double> numbers) {
        List<Session> members = new ArrayList<>();
        for (int i = 0; i < players; i++) {
            members.add(world.connect("p"));
        }
        String partyId = players == 1 ? "" : UUID.randomUUID().toString();
        matchmaker.add(members, partyId, new Matchmaker.Request(2, 2, null, "*", texts, numbers));
        return members;
    }

    private void pass(int times) {
        for (int i = 0; i < times; i++) {
            matchmaker.doWork();
            world.nowNs += 1_000_000_000L;
            matchmaker.doWork();
        }
    }

    private MatchmakerMatched matched(Session session) {
        List<Envelope> received = world.take(session);
        assertThat(received).hasSize(1);
        return received.getFirst().getMatchmakerMatched();
    }

    private static Map<String, String> in(String queue) {
        return Map.of("kaos_queue", queue);
    }

    @Test
    void queueGivesTheCountsAndKeepsToItself() {
        matchmaker.queue(MatchmakerQueue.of("trio", 3, 3));
        matchmaker.queue(MatchmakerQueue.of("other", 3, 3));
        Session ann = add(in("trio"), 1);
        Session bob = add(in("trio"), 1);
        add(in("other"), 1);
        add(Map.of(), 1);
        pass(3);
        assertThat(world.take(ann)).isEmpty();

        add(in("trio"), 1);
        pass(1);

        assertThat(matched(ann).getUsersCount()).isEqualTo(3);
        assertThat(matched(bob).getUsersCount()).isEqualTo(3);
        assertThat(matchmaker.ticketCount()).isEqualTo(2);
    }

    @Test
    void rangeOfSkillGrowsUpToItsMost() {
        matchmaker.queue(MatchmakerQueue.of("ranked", 2, 2).withSkill(100, 10, 150, 0));
        Session ann = add(in("ranked"), 1000);
        Session near = add(in("ranked"), 1140);
        Session far = add(in("ranked"), 1300);
        pass(3);
        assertThat(world.take(ann)).isEmpty();

        pass(2);

        assertThat(matched(ann).getUsersCount()).isEqualTo(2);
        assertThat(matched(near).getUsersCount()).isEqualTo(2);
        add(in("ranked"), 1460);
        pass(30);
        assertThat(world.take(far)).isEmpty();
    }

    @Test
    void afterTheLongestWaitAnySkillWillDo() {
        matchmaker.queue(MatchmakerQueue.of("ranked", 2, 2).withSkill(100, 0, 100, 20));
        Session ann = add(in("ranked"), 1000);
        add(in("ranked"), 2000);
        pass(19);
        assertThat(world.take(ann)).isEmpty();

        pass(2);

        assertThat(matched(ann).getUsersCount()).isEqualTo(2);
    }

    @Test
    void ticketsOwnRulesWidenToo() {
        Session ann = add(Map.of("kaos_widen", "skill 5 1"), 10);
        add(Map.of(), 20);
        pass(3);
        assertThat(world.take(ann)).isEmpty();

        pass(3);

        assertThat(matched(ann).getUsersCount()).isEqualTo(2);
    }

    @Test
    void queueFillsBeforeItTakesFewer() {
        matchmaker.queue(MatchmakerQueue.of("arena", 2, 4).withFill(5));
        Session ann = add(in("arena"), 1);
        add(in("arena"), 1);
        add(in("arena"), 1);
        pass(4);
        assertThat(world.take(ann)).isEmpty();

        pass(2);

        assertThat(matched(ann).getUsersCount()).isEqualTo(3);
    }

    @Test
    void partysSkillIsItsAverageOrItsBest() {
        Map<String, String> texts = new HashMap<>(Map.of("kaos_skills", "1000,2000"));
        assertThat(Rules.of(texts, Map.of(), Map.of()).numbers()).containsEntry("skill", 1500.0);
        var queue = MatchmakerQueue.of("duo", 4, 4).withTeams(2, PartySkill.MAXIMUM);
        texts.put("kaos_queue", "duo");
        assertThat(Rules.of(texts, Map.of(), Map.of("duo", queue)).numbers())
                .containsEntry("skill", 2000.0);
    }

    @Test
    void teamsAreOfEqualSizeAndStrengthWithPartiesTogether() {
        matchmaker.queue(MatchmakerQueue.of("team", 6, 6).withTeams(2, PartySkill.AVERAGE));
        List<Session> pair = add(2, in("team"), Map.of("skill", 10.0));
        Session strong = add(in("team"), 30);
        add(in("team"), 25);
        add(in("team"), 15);
        add(in("team"), 1);
        pass(1);

        MatchmakerMatched told = matched(strong);
        int[] players = new int[3];
        double[] strength = new double[3];
        for (MatchmakerMatched.MatchmakerUser user : told.getUsersList()) {
            int team = (int) user.getNumericPropertiesOrThrow("kaos_team");
            players[team]++;
            strength[team] += user.getNumericPropertiesOrThrow("skill");
        }
        assertThat(Arrays.copyOfRange(players, 1, 3)).containsExactly(3, 3);
        assertThat(Math.abs(strength[1] - strength[2])).isLessThanOrEqualTo(11);
        assertThat(matched(pair.getFirst()).getSelf().getNumericPropertiesMap().get("kaos_team"))
                .isEqualTo(
                        matched(pair.getLast())
                                .getSelf()
                                .getNumericPropertiesMap()
                                .get("kaos_team"));
    }

    @Test
    void partiesThatCannotBeSplitEvenlyWait() {
        matchmaker.queue(MatchmakerQueue.of("team", 6, 6).withTeams(2, PartySkill.AVERAGE));
        List<Session> four = add(4, in("team"), Map.of());
        add(2, in("team"), Map.of());
        pass(3);
        assertThat(world.take(four.getFirst())).isEmpty();
    }

    @Test
    void refusesRulesThatCannotBeKept() {
        matchmaker.queue(MatchmakerQueue.of("ranked", 2, 2).withSkill(100, 10, 150, 0));
        for (Map<String, String> bad :
                List.of(
                        in("unknown"),
                        Map.of("kaos_widen", "skill"),
                        Map.of("kaos_widen", "skill 1 x"),
                        Map.of("kaos_widen", "skill 9 1 5"),
                        Map.of("kaos_widen", "level 1 1"),
                        Map.of("kaos_skills", "a,b"))) {
            assertThatThrownBy(() -> add(bad, 1))
                    .as("%s", bad)
                    .isInstanceOf(RealtimeException.class);
        }
        assertThatThrownBy(() -> add(1, in("ranked"), Map.of()))
                .isInstanceOf(RealtimeException.class)
                .hasMessageContaining("skill");
        assertThatThrownBy(() -> MatchmakerQueue.of("x", 3, 3).withTeams(2, PartySkill.AVERAGE))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
