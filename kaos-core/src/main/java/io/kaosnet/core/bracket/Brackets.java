package io.kaosnet.core.bracket;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Arguments;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.api.Cursor;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.Tx;
import io.kaosnet.core.job.Jobs;
import io.kaosnet.protocol.kaosnet.Bracket;
import io.kaosnet.protocol.kaosnet.BracketList;
import io.kaosnet.protocol.kaosnet.BracketMatch;
import java.util.List;
import java.util.UUID;

/// Brackets as the server and game code use them: nobody is asked for permission. Blocks; safe from
/// any virtual thread.
public final class Brackets {
    private static final String DEADLINE_JOB = "bracket_deadline";
    private static final int MAX_ID = 128;
    private static final int MAX_TEXT = 255;
    private static final int MAX_SIZE = 1024;
    private static final int MAX_ROUND_ROBIN = 64;
    private static final int MAX_BEST_OF = 99;
    private static final int MAX_ROUNDS = 32;
    private static final int MAX_NO_SHOW_SEC = 30 * 86_400;

    private final BracketStore store;
    private final Jobs jobs;
    private final Clock clock;
    private volatile Listener listener = new Listener() {};

    /// Told of what happens, after it is written. Called on the thread that made it happen; may
    /// block.
    public interface Listener {
        /// A match can be played now.
        default void onReady(Bracket bracket, BracketMatch match) {}

        /// The result of a match stands.
        default void onDone(Bracket bracket, BracketMatch match) {}

        /// The players of a match tell different results.
        default void onDispute(Bracket bracket, BracketMatch match) {}

        /// The last match was played; the entrants are in their final order.
        default void onEnd(Bracket bracket) {}
    }

    public Brackets(Database database, Jobs jobs, Clock clock) {
        this.store = new BracketStore(database);
        this.jobs = jobs;
        this.clock = clock;
        jobs.on(DEADLINE_JOB, this::onDeadline);
    }

    public void listen(Listener listener) {
        this.listener = listener;
    }

    /// Makes a bracket that players may join.
    ///
    /// @param bracket id, title, format, best of, rounds, size, no-show time, metadata; what is 0
    /// or
    ///     empty gets its standard
    /// @throws ApiException `INVALID_ARGUMENT`; `ALREADY_EXISTS` when the id is taken
    public Bracket create(Bracket bracket) {
        boolean isRoundRobin = bracket.getFormat() == Bracket.Format.ROUND_ROBIN;
        if (bracket.getFormat() == Bracket.Format.UNRECOGNIZED) {
            throw ApiException.invalidArgument(
                    "format: " + bracket.getFormatValue() + " (expected: 0..3)");
        }
        int largest = isRoundRobin ? MAX_ROUND_ROBIN : MAX_SIZE;
        Bracket made =
                Bracket.newBuilder()
                        .setId(bracket.getId())
                        .setTitle(bracket.getTitle())
                        .setFormat(bracket.getFormat())
                        .setBestOf(bracket.getBestOf() == 0 ? 1 : bracket.getBestOf())
                        .setRounds(bracket.getRounds())
                        .setMaxSize(bracket.getMaxSize() == 0 ? largest : bracket.getMaxSize())
                        .setNoShowSec(bracket.getNoShowSec())
                        .setMetadata(bracket.getMetadata().isEmpty() ? "{}" : bracket.getMetadata())
                        .setCreateTime(clock.nowSec())
                        .build();
        check("id", made.getId().length(), 1, MAX_ID);
        check("title", made.getTitle().length(), 0, MAX_TEXT);
        check("best of", made.getBestOf(), 1, MAX_BEST_OF);
        check("rounds", made.getRounds(), 0, isRoundRobin ? 4 : MAX_ROUNDS);
        check("max size", made.getMaxSize(), 2, largest);
        check("no-show time", made.getNoShowSec(), 0, MAX_NO_SHOW_SEC);
        if (Standings.isElimination(made.getFormat()) && made.getBestOf() % 2 == 0) {
            throw ApiException.invalidArgument(
                    "best of: " + made.getBestOf() + " (expected: an odd number)");
        }
        if (!Arguments.isJsonObject(made.getMetadata())) {
            throw ApiException.invalidArgument("metadata: expected a JSON object");
        }
        if (!store.insert(made)) {
            throw new ApiException(Code.ALREADY_EXISTS, "bracket " + made.getId() + " is there");
        }
        return made;
    }

    private static void check(String field, int value, int least, int most) {
        if (value < least || value > most) {
            throw ApiException.invalidArgument(
                    field + ": " + value + " (expected: " + least + ".." + most + ")");
        }
    }

    /// @throws ApiException `NOT_FOUND`
    public Bracket get(String id) {
        Bracket bracket = store.find(id);
        if (bracket == null) {
            throw ApiException.notFound("Bracket not found");
        }
        return bracket;
    }

    /// A page, the oldest first, without matches.
    ///
    /// @throws ApiException `INVALID_ARGUMENT` for a cursor of something else
    public BracketList list(int limit, String cursor) {
        long afterSec = 0;
        String afterId = "";
        if (!cursor.isEmpty()) {
            Cursor.Reader reader = new Cursor.Reader("brackets", cursor);
            afterSec = reader.number();
            afterId = reader.text();
        }
        List<Bracket> found = store.list(afterSec, afterId, limit + 1);
        BracketList.Builder page = BracketList.newBuilder();
        for (Bracket bracket : found.subList(0, Math.min(limit, found.size()))) {
            page.addBrackets(bracket.toBuilder().clearMatches());
        }
        if (found.size() > limit) {
            Bracket last = found.get(limit - 1);
            page.setCursor(
                    new Cursor.Writer("brackets")
                            .number(last.getCreateTime())
                            .text(last.getId())
                            .toString());
        }
        return page.build();
    }

    /// None of this id is no error.
    public void delete(String id) {
        store.delete(id, () -> jobs.cancel(DEADLINE_JOB, id));
    }

    /// One step in the course of a bracket.
    @FunctionalInterface
    private interface Step {
        void take(Play play);
    }

    private Bracket step(String id, Step step) {
        long nowSec = clock.nowSec();
        BracketStore.Changed changed =
                store.change(
                        id,
                        bracket -> step.take(new Play(bracket, nowSec)),
                        (_, after) -> {
                            long deadline = new Play(after.toBuilder(), nowSec).nextDeadline();
                            if (deadline > 0) {
                                jobs.schedule(DEADLINE_JOB, id, deadline);
                            }
                        });
        if (changed == null) {
            throw ApiException.notFound("Bracket not found");
        }
        tell(changed.before(), changed.after());
        return changed.after();
    }

    private void tell(Bracket before, Bracket after) {
        for (int i = 0; i < after.getMatchesCount(); i++) {
            BracketMatch match = after.getMatches(i);
            BracketMatch.State was =
                    i < before.getMatchesCount()
                            ? before.getMatches(i).getState()
                            : BracketMatch.State.WAITING;
            boolean hasPlayers = !match.getHome().isEmpty() && !match.getAway().isEmpty();
            if (match.getState() != was && hasPlayers) {
                switch (match.getState()) {
                    case READY -> listener.onReady(after, match);
                    case DISPUTED -> listener.onDispute(after, match);
                    case DONE -> listener.onDone(after, match);
                    case WAITING, REPORTED, UNRECOGNIZED -> {}
                }
            }
        }
        if (after.getState() == Bracket.State.DONE && before.getState() != Bracket.State.DONE) {
            listener.onEnd(after);
        }
    }

    /// @param seed from 1, the strongest; 0 for none
    /// @throws ApiException `NOT_FOUND`; `FAILED_PRECONDITION` when it has begun or is full
    public Bracket join(String id, String userId, String username, int seed) {
        check("seed", seed, 0, MAX_SIZE);
        String user = Arguments.uuid("user id", userId).toString();
        return step(id, play -> play.join(user, username, seed));
    }

    /// Leaves before the beginning, or gives up all that is not played.
    public Bracket leave(String id, String userId) {
        String user = Arguments.uuid("user id", userId).toString();
        return step(id, play -> play.leave(user));
    }

    /// The brackets that a user takes part in, oldest first.
    public static List<Bracket> naming(Tx tx, UUID userId) {
        return BracketStore.naming(tx, userId);
    }

    /// Takes a user whose account is gone out of all brackets: what is not played is given up, and
    /// where something was played the name goes.
    public void forget(UUID userId) {
        String text = userId.toString();
        for (Bracket bracket : store.naming(userId)) {
            try {
                step(bracket.getId(), play -> play.forget(text));
            } catch (ApiException e) {
                // Deleted since.
                if (e.code() != Code.NOT_FOUND) {
                    throw e;
                }
            }
        }
    }

    /// @throws ApiException `FAILED_PRECONDITION` when it has begun, or fewer than two joined
    public Bracket start(String id) {
        return step(id, Play::start);
    }

    /// A player is there for a match.
    ///
    /// @throws ApiException `PERMISSION_DENIED` for others; `FAILED_PRECONDITION` when it is not
    ///     being played
    public Bracket present(String id, int matchId, String userId) {
        return step(id, play -> play.present(matchId, userId));
    }

    /// A player tells a result, or agrees to what the other one told by telling the same.
    ///
    /// @throws ApiException also `INVALID_ARGUMENT` for what is no result
    public Bracket report(String id, int matchId, String userId, int homeGames, int awayGames) {
        return step(id, play -> play.report(matchId, userId, homeGames, awayGames));
    }

    /// The server tells a result, whatever the players said.
    public Bracket decide(String id, int matchId, int homeGames, int awayGames) {
        return step(id, play -> play.decide(matchId, homeGames, awayGames));
    }

    private long onDeadline(String id, long dueSec, long nowSec) {
        if (store.find(id) == null) {
            return 0;
        }
        Bracket bracket = step(id, Play::onDeadline);
        return new Play(bracket.toBuilder(), nowSec).nextDeadline();
    }
}
