package io.kaosnet.lua.vm;

import io.kaosnet.lua.text.Numeral;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/// Owned by one compilation. Turns source bytes into tokens.
final class Lexer {
    private static final Set<String> KEYWORDS =
            Set.of(
                    "and",
                    "break",
                    "do",
                    "else",
                    "elseif",
                    "end",
                    "false",
                    "for",
                    "function",
                    "goto",
                    "if",
                    "in",
                    "local",
                    "nil",
                    "not",
                    "or",
                    "repeat",
                    "return",
                    "then",
                    "true",
                    "until",
                    "while");

    private final byte[] source;
    private final String chunk;
    private final boolean is51;
    private final LuaVm payer;
    private int at;
    private int start;

    /// Line of the current token; `<name>`, `<number>`, `<string>`, `<eof>`, a keyword or a symbol.
    int line = 1;

    String token = "";
    String name = "";
    Object value;
    int count;

    Lexer(byte[] source, String chunk, boolean is51, LuaVm payer) {
        this.source = source;
        this.chunk = chunk;
        this.is51 = is51;
        this.payer = payer;
        if (peek(0) == '#') {
            while (at < source.length && source[at] != '\n') {
                at++;
            }
        }
    }

    private int peek(int ahead) {
        return at + ahead < source.length ? source[at + ahead] & 0xff : -1;
    }

    LuaError error(String message, String near) {
        String text = chunk + ":" + line + ": " + message;
        if (near != null) {
            text += " near " + ("<eof>".equals(near) && !is51 ? near : "'" + near + "'");
        }
        return new LuaError(LuaString.latin1(text), "");
    }

    LuaError errorHere(String message) {
        return error(message, "<eof>".equals(token) ? token : text());
    }

    private String text() {
        int end = Math.min(at, start + 80);
        return new String(source, start, Math.max(0, end - start), StandardCharsets.ISO_8859_1);
    }

    void next() {
        count++;
        if (payer != null) {
            payer.charge(2);
        }
        skipSpace();
        start = at;
        int c = peek(0);
        if (c < 0) {
            token = "<eof>";
        } else if (isNameStart(c)) {
            while (isNameStart(peek(0)) || isDigit(peek(0))) {
                at++;
            }
            name = new String(source, start, at - start, StandardCharsets.ISO_8859_1);
            boolean keyword = KEYWORDS.contains(name) && !(is51 && "goto".equals(name));
            token = keyword ? name : "<name>";
        } else if (isDigit(c) || c == '.' && isDigit(peek(1))) {
            number();
        } else if (c == '"' || c == '\'') {
            string(c);
        } else if (c == '[' && longLevel() >= 0) {
            value = new LuaString(longBracket("string"));
            token = "<string>";
        } else {
            symbol(c);
        }
    }

    /// Whether a statement that begins here is a jump. In 5.1 `goto` is a name as any other, but no
    /// statement begins with two names: what existing modules mean by that is a jump.
    boolean isGoto() {
        if (!is51 || !token.equals("<name>") || !name.equals("goto")) {
            return token.equals("goto");
        }
        int next = at;
        while (next < source.length && (source[next] == ' ' || source[next] == '\t')) {
            next++;
        }
        return next > at && next < source.length && isNameStart(source[next] & 0xff);
    }

    /// Passes the token if it is the wanted one.
    boolean accept(String wanted) {
        if (token.equals(wanted)) {
            next();
            return true;
        }
        return false;
    }

    void expect(String wanted) {
        if (!accept(wanted)) {
            throw errorHere("'" + wanted + "' expected");
        }
    }

    /// @param opener what the wanted token closes, in the line `openedAt`
    void expectMatch(String wanted, String opener, int openedAt) {
        if (!accept(wanted)) {
            throw openedAt == line
                    ? errorHere("'" + wanted + "' expected")
                    : errorHere(
                            "'"
                                    + wanted
                                    + "' expected (to close '"
                                    + opener
                                    + "' at line "
                                    + openedAt
                                    + ")");
        }
    }

    /// Passes a name.
    String takeName() {
        if (!token.equals("<name>")) {
            throw errorHere("<name> expected");
        }
        String taken = name;
        next();
        return taken;
    }

    private static boolean isNameStart(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static int hex(int c) {
        return c < 0 || c > 127 ? -1 : Character.digit(c, 16);
    }

    private void skipSpace() {
        while (true) {
            int c = peek(0);
            if (c == '\n') {
                line++;
                at++;
            } else if (c == ' ' || c == '\t' || c == '\r' || c == 0x0b || c == 0x0c) {
                at++;
            } else if (c == '-' && peek(1) == '-') {
                at += 2;
                start = at;
                if (peek(0) == '[' && longLevel() >= 0) {
                    longBracket("comment");
                } else {
                    while (at < source.length && source[at] != '\n') {
                        at++;
                    }
                }
            } else {
                return;
            }
        }
    }

    private int longLevel() {
        int level = 0;
        while (peek(1 + level) == '=') {
            level++;
        }
        return peek(1 + level) == '[' ? level : -1;
    }

    private byte[] longBracket(String what) {
        int level = longLevel();
        int startLine = line;
        at += level + 2;
        if (peek(0) == '\r') {
            at++;
        }
        if (peek(0) == '\n') {
            line++;
            at++;
        }
        int from = at;
        while (true) {
            int c = peek(0);
            if (c < 0) {
                throw error(
                        "unfinished long " + what + " (starting at line " + startLine + ")",
                        "<eof>");
            }
            if (c == '\n') {
                line++;
            }
            if (c == ']') {
                int n = 0;
                while (peek(1 + n) == '=') {
                    n++;
                }
                if (n == level && peek(1 + n) == ']') {
                    byte[] bytes = java.util.Arrays.copyOfRange(source, from, at);
                    at += level + 2;
                    return bytes;
                }
            }
            at++;
        }
    }

    private void number() {
        boolean isHex = peek(0) == '0' && (peek(1) | 32) == 'x';
        while (true) {
            int c = peek(0);
            int lower = c | 32;
            if ((isHex ? lower == 'p' : lower == 'e') && (peek(1) == '+' || peek(1) == '-')) {
                at += 2;
            } else if (isDigit(c) || c == '.' || isNameStart(c)) {
                at++;
            } else {
                break;
            }
        }
        Object n = Numeral.parse(source, start, at);
        if (n == null) {
            throw error("malformed number", text());
        }
        value = is51 && n instanceof Long l ? (Object) (double) l : n;
        token = "<number>";
    }

    private void string(int quote) {
        at++;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (true) {
            int c = peek(0);
            if (c < 0) {
                throw error("unfinished string", "<eof>");
            }
            if (c == '\n') {
                throw error("unfinished string", text());
            }
            at++;
            if (c == quote) {
                break;
            }
            if (c == '\\') {
                escape(out);
            } else {
                out.write(c);
            }
        }
        value = new LuaString(out.toByteArray());
        token = "<string>";
    }

    private void escape(ByteArrayOutputStream out) {
        int c = peek(0);
        at++;
        switch (c) {
            case 'n' -> out.write('\n');
            case 't' -> out.write('\t');
            case 'r' -> out.write('\r');
            case 'a' -> out.write(7);
            case 'b' -> out.write(8);
            case 'f' -> out.write(12);
            case 'v' -> out.write(11);
            case '\\', '"', '\'' -> out.write(c);
            case '\n' -> {
                line++;
                out.write('\n');
            }
            case 'x' -> {
                int h = hex(peek(0));
                int l = hex(peek(1));
                if (h < 0 || l < 0) {
                    at += h < 0 ? 0 : 1;
                    throw escapeError("hexadecimal digit expected");
                }
                at += 2;
                out.write(h * 16 + l);
            }
            case 'z' -> {
                while (peek(0) == ' ' || peek(0) >= 9 && peek(0) <= 13) {
                    if (peek(0) == '\n') {
                        line++;
                    }
                    at++;
                }
            }
            case 'u' -> unicode(out);
            default -> {
                if (!isDigit(c)) {
                    throw c < 0
                            ? error("unfinished string", "<eof>")
                            : error("invalid escape sequence", text());
                }
                int n = c - '0';
                for (int i = 0; i < 2 && isDigit(peek(0)); i++) {
                    n = n * 10 + peek(0) - '0';
                    at++;
                }
                if (n > 255) {
                    throw escapeError("decimal escape too large");
                }
                out.write(n);
            }
        }
    }

    /// The offending character is shown too.
    private LuaError escapeError(String message) {
        at = Math.min(at + 1, source.length);
        return error(message, text());
    }

    private void unicode(ByteArrayOutputStream out) {
        if (peek(0) != '{') {
            throw escapeError("missing '{' in \\u{xxxx}");
        }
        at++;
        long code = 0;
        if (hex(peek(0)) < 0) {
            throw escapeError("hexadecimal digit expected");
        }
        while (hex(peek(0)) >= 0) {
            code = code * 16 + hex(peek(0));
            at++;
            if (code > 0x7fffffffL) {
                throw error("UTF-8 value too large", text());
            }
        }
        if (peek(0) != '}') {
            throw escapeError("missing '}' in \\u{xxxx}");
        }
        at++;
        writeUtf8(out, code);
    }

    /// UTF-8 in the original form of up to six bytes, as Lua writes it.
    static void writeUtf8(ByteArrayOutputStream out, long code) {
        if (code < 0x80) {
            out.write((int) code);
            return;
        }
        int more =
                code < 0x800
                        ? 1
                        : code < 0x10000 ? 2 : code < 0x200000 ? 3 : code < 0x4000000 ? 4 : 5;
        out.write((int) ((0xff << 7 - more & 0xff) | code >> 6 * more));
        for (int i = more - 1; i >= 0; i--) {
            out.write((int) (0x80 | code >> 6 * i & 0x3f));
        }
    }

    private void symbol(int c) {
        String three = c == '.' && peek(1) == '.' && peek(2) == '.' ? "..." : null;
        if (three != null) {
            at += 3;
            token = three;
            return;
        }
        String two = (char) c + "" + (char) Math.max(0, peek(1));
        boolean isTwo =
                switch (two) {
                    case "==", "~=", "<=", ">=", "..", "::" -> true;
                    case "//", "<<", ">>" -> !is51;
                    default -> false;
                };
        if (isTwo) {
            at += 2;
            token = two;
            return;
        }
        at++;
        token = String.valueOf((char) c);
    }
}
