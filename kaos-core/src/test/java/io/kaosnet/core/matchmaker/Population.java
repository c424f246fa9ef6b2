package io.kaosnet.core.matchmaker;

import io.kaosnet.core.realtime.RealtimeException;
import io.kaosnet.core.session.Session;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.MatchmakerMatched;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Players who put tickets in, take them back, lose their sockets and are matched; all of it from
/// one seed. Has its own opinion of what a good match is, and throws when one is not.
final class Population {
    /// What happened, in words that are the same for the same seed.
    final StringBuilder log = new StringBuilder();

    /// By id; those that neither were matched nor ended.
    final Map<UUID, Model> waiting = new LinkedHashMap<>();

    int matches;
    int losses;
    int partyMatches;
    int teamMatches;

    /// Matches of party tickets that a member was lost from and came back to.
    int returnMatches;

    /// Matches that not all queries agree to, of passes that took too long.
    int lateMatches;

    /// Whether the pass may have taken so long that the seeker's query decides alone.
    private boolean isLate;

    private final World world = new World();
    private final Matchmaker matchmaker;
    private final MatchmakerConfig config;
    private final RandomGenerator random;
    private final List<Session> open = new ArrayList<>();
    private final List<Session> lost = new ArrayList<>();
    private final Set<UUID> matched = new LinkedHashSet<>();
    private final Map<UUID, Integer> ticketsByUser = new HashMap<>();
    private int names;
    private int parties;
    private int tickets;

    /// A ticket as this side sees it.
    ///
    /// @param number counts up; the older the lower
    record Model(
            UUID id,
            int number,
            Wish wish,
            String partyId,
            List<Session> members,
            long enteredMs,
            long lostMs) {
        static final long NEVER = Long.MAX_VALUE;

        /// It has come to its session from another.
        static final long INHERITED = -1;

        /// A party's, all of whose members are back.
        static final long WHOLE_AGAIN = -2;

        int size() {
            return members.size();
        }

        Model lost(long nowMs) {
            return new Model(id, number, wish, partyId, members, enteredMs, nowMs);
        }

        Model returned(Session before, Session after) {
            List<Session> now =
                    members.stream().map(member -> member == before ? after : member).toList();
            boolean isWhole = now.stream().noneMatch(Session::isClosed);
            long lostBeforeMs = isWhole ? partyId.isEmpty() ? INHERITED : WHOLE_AGAIN : lostMs;
            return new Model(id, number, wish, partyId, now, enteredMs, lostBeforeMs);
        }

        boolean isPresent() {
            return members.stream().noneMatch(Session::isClosed);
        }

        @Override
        public String toString() {
            return "#" + number + " x" + size() + " " + wish;
        }
    }

    Population(MatchmakerConfig config, RandomGenerator random) {
        this.config = config;
        this.random = random;
        var ids = new SplittableRandom(random.nextLong());
        matchmaker =
                world.matchmaker(
                        config,
                        MatchmakerHooks.NONE,
                        () -> new UUID(ids.nextLong(), ids.nextLong()));
        world.follow(matchmaker);
        Wish.QUEUES.forEach(matchmaker::queue);
    }

    /// One thing that happens to somebody.
    void step() {
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4, 5, 6, 7 -> add(List.of(someone()), "");
            case 8, 9 -> addParty();
            case 10, 11 -> takeBack();
            case 12 -> lose();
            case 13 -> comeBack();
            case 14, 15, 16 -> work();
            default -> advance(random.nextInt(1, 9_000));
        }
    }

    /// Lets the node's clock go on and the matchmaker do what is due.
    void advance(long ms) {
        world.nowNs += ms * 1_000_000;
        work();
    }

    private long nowMs() {
        return world.nowNs / 1_000_000;
    }

    private void work() {
        isLate = config.revThreshold() > 0 && config.intervalMs() > 0 && random.nextInt(4) == 0;
        world.creepNs = isLate ? random.nextInt(1, 1500) * 1_000_000L : 0;
        // Once for the news, once for tickets that went back.
        matchmaker.doWork();
        matchmaker.doWork();
        world.creepNs = 0;
        expire();
        collect();
    }

    private Session someone() {
        if (open.size() < 3 || random.nextInt(3) > 0) {
            var user = new UUID(0, names);
            open.add(world.connect(World.identity(user, "p" + names++)));
            return open.getLast();
        }
        return open.get(random.nextInt(open.size()));
    }

    private void addParty() {
        Set<Session> members = new LinkedHashSet<>();
        int size = random.nextInt(1, 5);
        while (members.size() < size) {
            members.add(someone());
        }
        add(List.copyOf(members), "party" + parties++);
    }

    private void add(List<Session> members, String partyId) {
        Wish wish = Wish.draw(random, members.size());
        long enteredMs = nowMs();
        if (partyId.isEmpty()) {
            // Asking anew ends what the session had before it lost its socket; the same has the
            // same age.
            List<Model> before =
                    waiting.values().stream()
                            .filter(m -> m.lostMs == Model.INHERITED && m.members.equals(members))
                            .toList();
            for (Model model : before.reversed()) {
                waiting.remove(model.id);
                enteredMs = model.wish.equals(wish) ? model.enteredMs : enteredMs;
            }
        }
        try {
            UUID id = matchmaker.add(members, partyId, wish.request());
            var model = new Model(id, tickets++, wish, partyId, members, enteredMs, Model.NEVER);
            waiting.put(id, model);
            members.forEach(member -> ticketsByUser.merge(member.userId(), 1, Integer::sum));
            log.append("add ").append(model).append('\n');
        } catch (RealtimeException e) {
            log.append("refused ").append(e.getMessage()).append('\n');
        }
    }

    private void takeBack() {
        if (waiting.isEmpty()) {
            return;
        }
        List<Model> all = List.copyOf(waiting.values());
        Model model = all.get(random.nextInt(all.size()));
        if (!model.isPresent()) {
            return;
        }
        waiting.remove(model.id);
        if (model.partyId.isEmpty()) {
            world.takeBack(model.members.getFirst(), model.id);
        } else {
            matchmaker.removePartyTicket(model.partyId, model.id.toString());
        }
        log.append("remove ").append(model.number).append('\n');
    }

    private void lose() {
        if (open.isEmpty()) {
            return;
        }
        Session session = open.remove(random.nextInt(open.size()));
        world.sessions.close(session);
        lost.add(session);
        losses++;
        waiting.values().removeIf(m -> m.members.contains(session) && config.graceMs() == 0);
        waiting.replaceAll((_, m) -> m.members.contains(session) ? m.lost(nowMs()) : m);
        log.append("lost ").append(session.username()).append('\n');
    }

    private void comeBack() {
        if (lost.isEmpty()) {
            return;
        }
        Session before = lost.remove(random.nextInt(lost.size()));
        Session after = world.reconnect(before);
        open.add(after);
        Set<String> rejoined = new LinkedHashSet<>();
        for (Model model : waiting.values()) {
            // Some come back, but not to their party.
            if (model.members.contains(before)
                    && !model.partyId.isEmpty()
                    && random.nextInt(4) > 0) {
                rejoined.add(model.partyId);
            }
        }
        rejoined.forEach(party -> matchmaker.rejoinParty(party, after));
        waiting.replaceAll(
                (_, m) ->
                        m.members.contains(before)
                                        && (m.partyId.isEmpty() || rejoined.contains(m.partyId))
                                ? m.returned(before, after)
                                : m);
        log.append("back ").append(before.username()).append(rejoined).append('\n');
    }

    /// Players who did not come back in time; the matchmaker looks for them at its passes.
    private void expire() {
        waiting.values()
                .removeIf(
                        m ->
                                m.lostMs >= 0
                                        && m.lostMs != Model.NEVER
                                        && nowMs() - m.lostMs >= config.graceMs()
                                        && !matchmaker.has(m.id));
    }

    private void collect() {
        Map<String, Map<UUID, List<MatchmakerMatched>>> groups = new LinkedHashMap<>();
        for (Session session : open) {
            for (Envelope envelope : world.take(session)) {
                if (envelope.hasMatchmakerMatched()) {
                    MatchmakerMatched told = envelope.getMatchmakerMatched();
                    String self = told.getSelf().getPresence().getSessionId();
                    require(self.equals(session.id().toString()), "told as somebody else");
                    groups.computeIfAbsent(told.getToken(), _ -> new LinkedHashMap<>())
                            .computeIfAbsent(
                                    UUID.fromString(told.getTicket()), _ -> new ArrayList<>())
                            .add(told);
                }
            }
        }
        List<Model> gone = new ArrayList<>();
        groups.values().forEach(group -> gone.addAll(check(group)));
        gone.forEach(model -> waiting.remove(model.id));
        gone.forEach(this::checkOldestFirst);
        matches += groups.size();
    }

    private List<Model> check(Map<UUID, List<MatchmakerMatched>> group) {
        List<Model> models = new ArrayList<>();
        for (Map.Entry<UUID, List<MatchmakerMatched>> entry : group.entrySet()) {
            require(matched.add(entry.getKey()), "a ticket in two matches");
            Model model =
                    Objects.requireNonNull(
                            waiting.get(entry.getKey()), "a ticket that ended is matched");
            require(model.isPresent(), "a match with a ghost");
            require(entry.getValue().size() == model.size(), "not all of a party are told");
            models.add(model);
            partyMatches += model.size() > 1 ? 1 : 0;
            returnMatches += model.lostMs == Model.WHOLE_AGAIN ? 1 : 0;
        }
        int players = models.stream().mapToInt(Model::size).sum();
        for (List<MatchmakerMatched> told : group.values()) {
            for (MatchmakerMatched one : told) {
                require(one.getUsersCount() == players, "users: " + one.getUsersCount());
                if (models.getFirst().wish.queue() == 1) {
                    checkTeams(one);
                    teamMatches++;
                }
            }
        }
        log.append("match ").append(models.stream().map(Model::number).sorted().toList());
        log.append('\n');
        boolean isMutual = config.isMutual();
        if (isMutual && isLate && !isGood(models, true)) {
            lateMatches++;
            isMutual = false;
        }
        require(isGood(models, isMutual), "these do not go together: " + models);
        return models;
    }

    private static void checkTeams(MatchmakerMatched told) {
        int[] sizes = new int[2];
        for (MatchmakerMatched.MatchmakerUser user : told.getUsersList()) {
            sizes[(int) user.getNumericPropertiesOrThrow("kaos_team") - 1]++;
        }
        require(sizes[0] == sizes[1], "teams: " + sizes[0] + " and " + sizes[1]);
    }

    /// Of tickets that are the same and ask for the same, the older one is matched.
    private void checkOldestFirst(Model gone) {
        for (Model other : waiting.values()) {
            if (other.number < gone.number
                    && other.lostMs == Model.NEVER
                    && other.size() == gone.size()
                    && other.wish.equals(gone.wish)
                    && other.partyId.isEmpty() == gone.partyId.isEmpty()
                    && other.isPresent()
                    && hasOneTicket(other)) {
                throw new AssertionError(gone + " before " + other);
            }
        }
    }

    /// Whether no other ticket, of now or before, could have kept it out of a match.
    private boolean hasOneTicket(Model model) {
        return model.members.stream()
                .allMatch(session -> ticketsByUser.getOrDefault(session.userId(), 0) == 1);
    }

    /// Whether one of them wants all the others, and nothing forbids it.
    private boolean isGood(List<Model> group, boolean isMutual) {
        int players = group.stream().mapToInt(Model::size).sum();
        boolean hasSeeker = false;
        for (Model one : group) {
            if (!one.wish.takes(players)) {
                return false;
            }
            boolean wantsAll = true;
            for (Model other : group) {
                if (one.number != other.number) {
                    if (!goTogether(one, other, isMutual)) {
                        return false;
                    }
                    wantsAll &= one.wish.wants(other.wish);
                }
            }
            hasSeeker |= wantsAll;
        }
        return hasSeeker && (group.getFirst().wish.queue() != 1 || hasHalf(group, players));
    }

    /// Whether some of them are half of the players: two teams without splitting a party.
    private static boolean hasHalf(List<Model> group, int players) {
        long sums = 1;
        for (Model one : group) {
            sums |= sums << one.size();
        }
        return ((sums >>> (players / 2)) & 1) != 0;
    }

    private boolean goTogether(Model one, Model other, boolean isMutual) {
        return one.members.stream().noneMatch(other.members::contains)
                && one.wish.admits(other.wish, nowMs() - one.enteredMs)
                && other.wish.admits(one.wish, nowMs() - other.enteredMs)
                && (one.partyId.isEmpty() || !one.partyId.equals(other.partyId))
                && (!isMutual || one.wish.matches(other.wish));
    }

    /// A group that could be a match and is none; or null.
    @Nullable List<Model> missed() {
        List<Model> present = waiting.values().stream().filter(Model::isPresent).toList();
        for (Model seeker : present) {
            List<Model> wanted = new ArrayList<>();
            for (Model other : present) {
                if (other.number != seeker.number
                        && seeker.wish.wants(other.wish)
                        && goTogether(seeker, other, config.isMutual())) {
                    wanted.add(other);
                }
            }
            List<Model> group = new ArrayList<>(List.of(seeker));
            if (extend(group, wanted, 0)) {
                return group;
            }
        }
        return null;
    }

    private boolean extend(List<Model> group, List<Model> wanted, int from) {
        if (group.size() > 1 && isGood(group, config.isMutual())) {
            return true;
        }
        int players = group.stream().mapToInt(Model::size).sum();
        if (players >= group.getFirst().wish.max()) {
            return false;
        }
        for (int i = from; i < wanted.size(); i++) {
            group.add(wanted.get(i));
            if (extend(group, wanted, i + 1)) {
                return true;
            }
            group.removeLast();
        }
        return false;
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
