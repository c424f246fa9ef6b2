package io.kaosnet.core.matchmaker;

import io.kaosnet.core.query.Clause;
import io.kaosnet.core.query.Occur;
import io.kaosnet.core.query.Query;
import io.kaosnet.core.query.QueryException;
import io.kaosnet.core.query.Term;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A query made ready to be asked of tickets: small, for there may be one for each ticket. Owned by
/// the matchmaker's thread once its ticket is in.
final class TicketQuery {
    /// What [#score] answers for a ticket that does not match.
    static final double NO_MATCH = Query.NO_MATCH;

    final TicketClause[] clauses;
    private final boolean needsShould;
    private final boolean isFlat;

    /// Which clause the last ticket failed that was scored; -1 for all of those of which one has to
    /// hold.
    private int failed;

    private TicketQuery(List<TicketClause> clauses) {
        this.clauses = clauses.toArray(new TicketClause[0]);
        boolean hasMust = clauses.stream().anyMatch(clause -> clause.occur == Occur.MUST);
        boolean hasShould = clauses.stream().anyMatch(clause -> clause.occur == Occur.SHOULD);
        this.needsShould = hasShould && !hasMust;
        this.isFlat = !hasShould || clauses.size() == 1;
    }

    /// @throws QueryException when the text does not follow the syntax
    static TicketQuery parse(String text) {
        List<TicketClause> clauses = new ArrayList<>();
        for (Clause clause : Query.parse(text).clauses()) {
            if (!mergesIntoRange(clauses, clause)) {
                clauses.add(TicketClause.of(clause));
            }
        }
        return new TicketQuery(clauses);
    }

    /// Two ranges that must both hold, such as `>=5` and `<=9`, are one.
    private static boolean mergesIntoRange(List<TicketClause> clauses, Clause clause) {
        if (clause.occur() != Occur.MUST || !(clause.term() instanceof Term.NumberRange range)) {
            return false;
        }
        for (int i = 0; i < clauses.size(); i++) {
            TicketClause merged = clauses.get(i).and(range, clause.boost());
            if (merged != null) {
                clauses.set(i, merged);
                return true;
            }
        }
        return false;
    }

    /// Whether all that match do so with the same score.
    boolean isFlat() {
        return isFlat;
    }

    boolean matches(Ticket ticket) {
        return score(ticket) != NO_MATCH;
    }

    /// The sum of the boosts of the clauses that match, or [#NO_MATCH]. Hot.
    double score(Ticket ticket) {
        double score = 0;
        boolean anyShould = false;
        for (int i = 0; i < clauses.length; i++) {
            TicketClause clause = clauses[i];
            boolean matches = clause.matches(ticket);
            switch (clause.occur) {
                case MUST -> {
                    if (!matches) {
                        failed = i;
                        return NO_MATCH;
                    }
                    score += clause.boost;
                }
                case MUST_NOT -> {
                    if (matches) {
                        failed = i;
                        return NO_MATCH;
                    }
                }
                case SHOULD -> {
                    if (matches) {
                        anyShould = true;
                        score += clause.boost;
                    }
                }
            }
        }
        failed = -1;
        return needsShould && !anyShould ? NO_MATCH : score;
    }

    /// The kind of clause that the last ticket failed; only after [#score] answered [#NO_MATCH].
    Refusals.Kind failedKind() {
        return failed < 0 ? Refusals.Kind.CLAUSE : Refusals.Kind.of(clauses[failed]);
    }

    /// The first clause that keeps the ticket from matching, for people to read; empty when it
    /// matches.
    String failing(Ticket ticket) {
        if (matches(ticket)) {
            return "";
        }
        for (TicketClause clause : clauses) {
            boolean isMust = clause.occur == Occur.MUST;
            if (clause.occur != Occur.SHOULD && clause.matches(ticket) != isMust) {
                return clause.toString();
            }
        }
        return toString();
    }

    boolean isSame(TicketQuery other) {
        return toString().equals(other.toString());
    }

    @Override
    public String toString() {
        return Arrays.toString(clauses);
    }
}
