package io.kaosnet.core.query;

import java.util.List;

/// A parsed query, ready to be run. Immutable; safe from any thread.
///
/// A document matches when every `+` clause does and no `-` clause does, and, if there is no `+`
/// clause, at least one of the unsigned ones; a query of `-` clauses alone is their complement.
public final class Query {
    /// What [#score] answers for a document that does not match.
    public static final double NO_MATCH = -1;

    private static final Query ALL = new Query(List.of(new Clause(Occur.MUST, new Term.All(), 1)));

    private final List<Clause> clauses;
    private final Clause[] run;
    private final boolean needsShould;

    private Query(List<Clause> clauses) {
        this.clauses = clauses;
        this.run = clauses.toArray(new Clause[0]);
        boolean hasMust = clauses.stream().anyMatch(clause -> clause.occur() == Occur.MUST);
        boolean hasShould = clauses.stream().anyMatch(clause -> clause.occur() == Occur.SHOULD);
        this.needsShould = hasShould && !hasMust;
    }

    /// The query that every document matches.
    public static Query all() {
        return ALL;
    }

    /// @throws QueryException when the text does not follow the syntax
    public static Query parse(String text) {
        String trimmed = text.strip();
        if (trimmed.isEmpty() || trimmed.equals("*")) {
            return ALL;
        }
        return new Query(List.copyOf(new QueryParser(text).parse()));
    }

    public List<Clause> clauses() {
        return clauses;
    }

    /// Whether every document matches, with the same score.
    public boolean isAll() {
        return this == ALL;
    }

    public boolean matches(Document document) {
        return score(document) != NO_MATCH;
    }

    /// The sum of the boosts of the clauses that match, or [#NO_MATCH].
    public double score(Document document) {
        double score = 0;
        boolean anyShould = false;
        for (Clause clause : run) {
            boolean matches = clause.term().matches(document);
            switch (clause.occur()) {
                case MUST -> {
                    if (!matches) {
                        return NO_MATCH;
                    }
                    score += clause.boost();
                }
                case MUST_NOT -> {
                    if (matches) {
                        return NO_MATCH;
                    }
                }
                case SHOULD -> {
                    if (matches) {
                        anyShould = true;
                        score += clause.boost();
                    }
                }
            }
        }
        return needsShould && !anyShould ? NO_MATCH : score;
    }
}
