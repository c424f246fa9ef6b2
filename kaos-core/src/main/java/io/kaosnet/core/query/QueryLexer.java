package io.kaosnet.core.query;

import java.util.BitSet;

/// Cuts a query into tokens. Owned by one parse.
final class QueryLexer {
    /// What may follow a backslash to stand for itself.
    private static final String ESCAPABLE = "+-=&|><!(){}[]^\"~*?:\\/ ";

    enum Kind {
        WORD,
        NUMBER,
        PHRASE,
        PLUS,
        MINUS,
        COLON,
        GREATER,
        LESS,
        EQUAL,
        BOOST,
        TILDE,
        END
    }

    /// @param text with backslashes taken off
    /// @param raw as written, for regular expressions; empty unless a word
    /// @param escaped positions in `text` that had a backslash
    /// @param position where it starts in the query
    record Token(Kind kind, String text, String raw, BitSet escaped, int position) {}

    private static final BitSet NO_BITS = new BitSet();

    private final String query;
    private int position;

    QueryLexer(String query) {
        this.query = query;
    }

    Token next() {
        while (position < query.length() && Character.isWhitespace(query.charAt(position))) {
            position++;
        }
        if (position == query.length()) {
            return new Token(Kind.END, "", "", NO_BITS, position);
        }
        char c = query.charAt(position);
        return switch (c) {
            case '+' -> sign(Kind.PLUS);
            case '-' -> sign(Kind.MINUS);
            case ':' -> sign(Kind.COLON);
            case '>' -> sign(Kind.GREATER);
            case '<' -> sign(Kind.LESS);
            case '=' -> sign(Kind.EQUAL);
            case '"' -> phrase();
            case '^' -> suffix(Kind.BOOST);
            case '~' -> suffix(Kind.TILDE);
            default -> word();
        };
    }

    private Token sign(Kind kind) {
        return new Token(kind, "", "", NO_BITS, position++);
    }

    private Token phrase() {
        int start = position++;
        var text = new StringBuilder();
        while (position < query.length()) {
            char c = query.charAt(position++);
            if (c == '"') {
                return new Token(Kind.PHRASE, text.toString(), "", NO_BITS, start);
            }
            if (c == '\\' && position < query.length()) {
                c = query.charAt(position++);
                if (ESCAPABLE.indexOf(c) < 0) {
                    text.append('\\');
                }
            }
            text.append(c);
        }
        throw new QueryException("query: quote at " + start + " is not closed");
    }

    /// `^2.5` and `~1`: digits up to the next blank.
    private Token suffix(Kind kind) {
        int start = position++;
        while (position < query.length() && isNumeric(query.charAt(position))) {
            position++;
        }
        return new Token(kind, query.substring(start + 1, position), "", NO_BITS, start);
    }

    /// Ends at an unescaped blank, colon, caret or tilde; inside a regular expression only at a
    /// blank after its closing slash.
    private Token word() {
        int start = position;
        boolean isRegex = query.charAt(position) == '/';
        var text = new StringBuilder();
        var raw = new StringBuilder();
        var escaped = new BitSet();
        while (position < query.length()) {
            char c = query.charAt(position);
            if (c == '\\' && position + 1 < query.length()) {
                char next = query.charAt(position + 1);
                raw.append(next == ' ' ? "" : "\\").append(next);
                if (ESCAPABLE.indexOf(next) >= 0) {
                    escaped.set(text.length());
                } else {
                    text.append('\\');
                }
                text.append(next);
                position += 2;
                continue;
            }
            boolean isInRegex = isRegex && !isClosed(raw);
            if (Character.isWhitespace(c) || (!isInRegex && (c == ':' || c == '^' || c == '~'))) {
                break;
            }
            text.append(c);
            raw.append(c);
            position++;
        }
        String word = text.toString();
        Kind kind = escaped.isEmpty() && isNumber(word) ? Kind.NUMBER : Kind.WORD;
        return new Token(kind, word, raw.toString(), escaped, start);
    }

    private static boolean isClosed(StringBuilder raw) {
        int length = raw.length();
        return length > 1 && raw.charAt(length - 1) == '/' && raw.charAt(length - 2) != '\\';
    }

    private static boolean isNumeric(char c) {
        return (c >= '0' && c <= '9') || c == '.';
    }

    /// Digits with at most one point, starting with a digit.
    private static boolean isNumber(String word) {
        int points = 0;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (!isNumeric(c)) {
                return false;
            }
            points += c == '.' ? 1 : 0;
        }
        return points <= 1 && word.charAt(0) != '.';
    }
}
