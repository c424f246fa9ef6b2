package io.kaosnet.core.query;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.kaosnet.core.query.QueryLexer.Kind;
import io.kaosnet.core.query.QueryLexer.Token;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads `[+|-] [field:] value [~n] [^n]` clauses. Owned by one parse.
final class QueryParser {
    /// Bounds what a client can make the server compile.
    static final int MAX_LENGTH = 16_384;

    static final int MAX_REGEX_LENGTH = 512;
    private static final int MAX_REGEX_REPEATS = 1000;

    private final QueryLexer lexer;
    private Token token;

    QueryParser(String query) {
        if (query.length() > MAX_LENGTH) {
            throw new QueryException(
                    "query: " + query.length() + " characters (expected: at most 16384)");
        }
        this.lexer = new QueryLexer(query);
        this.token = lexer.next();
    }

    List<Clause> parse() {
        List<Clause> clauses = new ArrayList<>();
        while (token.kind() != Kind.END) {
            clauses.add(clause());
        }
        return clauses;
    }

    private Clause clause() {
        Occur occur = Occur.SHOULD;
        if (token.kind() == Kind.PLUS || token.kind() == Kind.MINUS) {
            occur = take().kind() == Kind.PLUS ? Occur.MUST : Occur.MUST_NOT;
        }
        Term term = term();
        double boost = 1;
        if (token.kind() == Kind.BOOST) {
            boost = number(take());
        }
        return new Clause(occur, term, boost);
    }

    private Term term() {
        Token first = take();
        return switch (first.kind()) {
            case WORD, NUMBER -> {
                if (token.kind() == Kind.COLON) {
                    take();
                    yield fielded(first.text());
                }
                fuzziness();
                boolean isStar = first.text().equals("*") && first.escaped().isEmpty();
                yield isStar ? new Term.All() : new Term.Nothing();
            }
            case PHRASE -> {
                fuzziness();
                yield new Term.Nothing();
            }
            default -> throw unexpected(first);
        };
    }

    private Term fielded(String field) {
        Token value = take();
        return switch (value.kind()) {
            case WORD -> word(field, value);
            case NUMBER -> {
                Integer distance = fuzziness();
                yield distance == null
                        ? new Term.Exact(field, value.text(), number(value))
                        : new Term.Fuzzy(field, value.text(), distance);
            }
            case MINUS -> {
                Token digits = expectNumber();
                yield new Term.Exact(field, "-" + digits.text(), -number(digits));
            }
            case PHRASE -> {
                Integer distance = fuzziness();
                if (distance != null) {
                    yield new Term.Fuzzy(field, value.text(), distance);
                }
                // A phrase is words one after the other, and values are indexed whole: more than
                // one word never matches.
                boolean isOneWord = value.text().chars().noneMatch(Character::isWhitespace);
                yield isOneWord ? new Term.Exact(field, value.text(), null) : new Term.Nothing();
            }
            case GREATER, LESS -> range(field, value.kind() == Kind.GREATER);
            default -> throw unexpected(value);
        };
    }

    private Term word(String field, Token value) {
        String raw = value.raw();
        if (raw.length() > 1
                && raw.startsWith("/")
                && raw.endsWith("/")
                && !value.escaped().get(0)) {
            return new Term.Regex(field, regex(raw.substring(1, raw.length() - 1)));
        }
        Integer distance = fuzziness();
        if (distance != null) {
            return new Term.Fuzzy(field, value.text(), distance);
        }
        if (hasWildcard(value)) {
            return new Term.Wildcard(field, new Glob(value.text(), value.escaped()));
        }
        return new Term.Exact(field, value.text(), null);
    }

    private static boolean hasWildcard(Token value) {
        for (int i = 0; i < value.text().length(); i++) {
            char c = value.text().charAt(i);
            if ((c == '*' || c == '?') && !value.escaped().get(i)) {
                return true;
            }
        }
        return false;
    }

    private static Pattern regex(String text) {
        if (text.length() > MAX_REGEX_LENGTH || repeats(text) > MAX_REGEX_REPEATS) {
            throw new QueryException("query: regular expression too large");
        }
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new QueryException("query: " + e.getMessage());
        }
    }

    /// The product of all counted repeats: an upper bound of how far nesting can blow them up.
    private static double repeats(String regex) {
        double product = 1;
        for (int i = regex.indexOf('{'); i >= 0; i = regex.indexOf('{', i + 1)) {
            double largest = 1;
            double count = 0;
            for (int j = i + 1; j < regex.length() && regex.charAt(j) != '}'; j++) {
                char c = regex.charAt(j);
                count = c >= '0' && c <= '9' ? count * 10 + c - '0' : 0;
                largest = Math.max(largest, count);
            }
            product *= largest;
        }
        return product;
    }

    private Term range(String field, boolean isGreater) {
        boolean included = token.kind() == Kind.EQUAL;
        if (included) {
            take();
        }
        if (token.kind() == Kind.PHRASE) {
            Token phrase = take();
            Instant date = Dates.parseRfc3339(phrase.text());
            if (date == null) {
                throw new QueryException(
                        "query: \"" + phrase.text() + "\" (expected: an RFC 3339 date)");
            }
            return isGreater
                    ? new Term.DateRange(field, date, included, null, false)
                    : new Term.DateRange(field, null, false, date, included);
        }
        boolean isNegative = token.kind() == Kind.MINUS;
        if (isNegative) {
            take();
        }
        double bound = number(expectNumber());
        double end = isNegative ? -bound : bound;
        return isGreater
                ? new Term.NumberRange(field, end, included, Double.POSITIVE_INFINITY, true)
                : new Term.NumberRange(field, Double.NEGATIVE_INFINITY, true, end, included);
    }

    /// The `~n` after a value, or null.
    private @Nullable Integer fuzziness() {
        if (token.kind() != Kind.TILDE) {
            return null;
        }
        Token tilde = take();
        double distance = tilde.text().isEmpty() ? 1 : number(tilde);
        if (distance > Fuzziness.MAX_DISTANCE) {
            throw new QueryException("query: ~" + tilde.text() + " (expected: 0..2)");
        }
        return (int) distance;
    }

    private Token expectNumber() {
        Token digits = take();
        if (digits.kind() != Kind.NUMBER) {
            throw unexpected(digits);
        }
        return digits;
    }

    private static double number(Token digits) {
        try {
            return Double.parseDouble(digits.text());
        } catch (NumberFormatException _) {
            throw new QueryException(
                    "query: \"" + digits.text() + "\" at " + digits.position() + " is no number");
        }
    }

    private Token take() {
        Token taken = token;
        token = lexer.next();
        return taken;
    }

    private static QueryException unexpected(Token token) {
        String what =
                switch (token.kind()) {
                    case END -> "end";
                    case WORD, NUMBER, PHRASE -> '"' + token.text() + '"';
                    case PLUS -> "+";
                    case MINUS -> "-";
                    case COLON -> ":";
                    case GREATER -> ">";
                    case LESS -> "<";
                    case EQUAL -> "=";
                    case BOOST -> "^";
                    case TILDE -> "~";
                };
        return new QueryException("query: unexpected " + what + " at " + token.position());
    }
}
