package io.kaosnet.lua.text;

/// Owned by one thread, used for one library call. Lua's pattern matcher over bytes.
///
/// Backtracks as the manual describes; every step is charged, so an exponential pattern ends with
/// its budget. Recursion is limited as in the reference, for its depth follows the pattern's
/// length.
@SuppressWarnings("OrphanedFormatString") // Lua's own messages name pattern items like %f
public final class Pattern {
    /// The length of a capture that holds a position, not text.
    public static final int POSITION = -2;

    private static final int UNFINISHED = -1;
    private static final int MAX_CAPTURES = 32;
    private static final int MAX_DEPTH = 200;
    private static final int STEPS_PER_CHARGE = 64;

    private final byte[] source;
    private final byte[] pattern;
    private final Meter meter;
    private int steps;
    private int depth;
    private int level;
    private final int[] starts = new int[MAX_CAPTURES];
    private final int[] lengths = new int[MAX_CAPTURES];

    public Pattern(byte[] source, byte[] pattern, Meter meter) {
        this.source = source;
        this.pattern = pattern;
        this.meter = meter;
    }

    /// Whether a search for `pattern` may compare bytes alone.
    public static boolean isPlain(byte[] pattern) {
        for (byte b : pattern) {
            switch (b) {
                case '^', '$', '*', '+', '?', '.', '(', '[', '%', '-' -> {
                    return false;
                }
                default -> {}
            }
        }
        return true;
    }

    /// The offset of `wanted` in `in` at or after `from`, or -1.
    public static int indexOf(byte[] in, byte[] wanted, int from, Meter meter) {
        int last = in.length - wanted.length;
        if (wanted.length == 0) {
            return from;
        }
        byte first = wanted[0];
        int work = 0;
        for (int i = from; i <= last; i++) {
            int same = 0;
            if (in[i] == first) {
                same = 1;
                while (same < wanted.length && in[i + same] == wanted[same]) {
                    same++;
                }
                if (same == wanted.length) {
                    return i;
                }
            }
            work += 1 + same;
            if (work >= 8 * STEPS_PER_CHARGE) {
                meter.steps(work >> 3);
                work = 0;
            }
        }
        return -1;
    }

    /// Matches the pattern from its byte `patternStart` at `sourceStart`: the end of the match, or
    /// -1. Captures are those of the last call that matched.
    public int match(int sourceStart, int patternStart) {
        level = 0;
        depth = 0;
        return match(sourceStart, patternStart, pattern.length);
    }

    /// How many captures the match has; 0 if the pattern has none.
    public int captures() {
        return level;
    }

    /// The offset where capture `index` starts, from 0.
    public int captureStart(int index) {
        return starts[index];
    }

    /// The length of capture `index`, or [#POSITION].
    public int captureLength(int index) {
        int length = lengths[index];
        if (length == UNFINISHED) {
            throw new TextError("unfinished capture");
        }
        return length;
    }

    private int match(int sourceStart, int patternStart, int patternEnd) {
        if (++depth > MAX_DEPTH) {
            throw new TextError("pattern too complex");
        }
        int s = sourceStart;
        int p = patternStart;
        int result;
        while (true) {
            step();
            if (p == patternEnd) {
                result = s;
                break;
            }
            int c = pattern[p];
            if (c == '(') {
                boolean isPosition = p + 1 < patternEnd && pattern[p + 1] == ')';
                result =
                        isPosition
                                ? openCapture(s, p + 2, POSITION)
                                : openCapture(s, p + 1, UNFINISHED);
                break;
            }
            if (c == ')') {
                result = closeCapture(s, p + 1);
                break;
            }
            if (c == '$' && p + 1 == patternEnd) {
                result = s == source.length ? s : -1;
                break;
            }
            if (c == '%' && p + 1 < patternEnd) {
                int next = pattern[p + 1];
                if (next == 'b') {
                    s = balance(s, p + 2);
                    p += 4;
                    if (s < 0) {
                        result = -1;
                        break;
                    }
                    continue;
                }
                if (next == 'f') {
                    p += 2;
                    if (p >= patternEnd || pattern[p] != '[') {
                        throw new TextError("missing '[' after '%f' in pattern");
                    }
                    int end = classEnd(p);
                    int before = s == 0 ? 0 : source[s - 1] & 0xff;
                    int at = s == source.length ? 0 : source[s] & 0xff;
                    if (inSet(before, p, end - 1) || !inSet(at, p, end - 1)) {
                        result = -1;
                        break;
                    }
                    p = end;
                    continue;
                }
                if (Numeral.isDigit(next)) {
                    s = backReference(s, next);
                    p += 2;
                    if (s < 0) {
                        result = -1;
                        break;
                    }
                    continue;
                }
            }
            int end = classEnd(p);
            int suffix = end < patternEnd ? pattern[end] : 0;
            if (suffix == '*') {
                result = matchMost(s, p, end, 0);
                break;
            }
            if (suffix == '-') {
                result = matchFewest(s, p, end);
                break;
            }
            boolean isMatch = matchesOne(s, p, end);
            if (suffix == '+') {
                result = isMatch ? matchMost(s, p, end, 1) : -1;
                break;
            }
            if (suffix == '?') {
                if (isMatch) {
                    int rest = match(s + 1, end + 1, patternEnd);
                    if (rest >= 0) {
                        result = rest;
                        break;
                    }
                }
                p = end + 1;
                continue;
            }
            if (!isMatch) {
                result = -1;
                break;
            }
            s++;
            p = end;
        }
        depth--;
        return result;
    }

    private void step() {
        if (++steps >= STEPS_PER_CHARGE) {
            steps = 0;
            meter.steps(STEPS_PER_CHARGE);
        }
    }

    private int matchMost(int s, int p, int end, int least) {
        int count = least;
        while (matchesOne(s + count, p, end)) {
            step();
            count++;
        }
        while (count >= least) {
            int result = match(s + count, end + 1, pattern.length);
            if (result >= 0) {
                return result;
            }
            count--;
        }
        return -1;
    }

    private int matchFewest(int from, int p, int end) {
        int s = from;
        while (true) {
            int result = match(s, end + 1, pattern.length);
            if (result >= 0) {
                return result;
            }
            if (!matchesOne(s, p, end)) {
                return -1;
            }
            s++;
        }
    }

    private int openCapture(int s, int p, int length) {
        if (level >= MAX_CAPTURES) {
            throw new TextError("too many captures");
        }
        starts[level] = s;
        lengths[level] = length;
        level++;
        int result = match(s, p, pattern.length);
        if (result < 0) {
            level--;
        }
        return result;
    }

    private int closeCapture(int s, int p) {
        int open = level - 1;
        while (open >= 0 && lengths[open] != UNFINISHED) {
            open--;
        }
        if (open < 0) {
            throw new TextError("invalid pattern capture");
        }
        lengths[open] = s - starts[open];
        int result = match(s, p, pattern.length);
        if (result < 0) {
            lengths[open] = UNFINISHED;
        }
        return result;
    }

    private int backReference(int s, int digit) {
        int index = digit - '1';
        if (index < 0 || index >= level || lengths[index] == UNFINISHED) {
            throw new TextError("invalid capture index %" + (index + 1));
        }
        int length = lengths[index];
        if (length == POSITION || source.length - s < length) {
            return -1;
        }
        meter.steps(length >> 3);
        int from = starts[index];
        for (int i = 0; i < length; i++) {
            if (source[from + i] != source[s + i]) {
                return -1;
            }
        }
        return s + length;
    }

    private int balance(int s, int p) {
        if (p + 1 >= pattern.length) {
            throw new TextError("malformed pattern (missing arguments to '%b')");
        }
        if (s == source.length || source[s] != pattern[p]) {
            return -1;
        }
        byte open = pattern[p];
        byte close = pattern[p + 1];
        int nesting = 1;
        for (int i = s + 1; i < source.length; i++) {
            step();
            byte c = source[i];
            if (c == close) {
                if (--nesting == 0) {
                    return i + 1;
                }
            } else if (c == open) {
                nesting++;
            }
        }
        return -1;
    }

    /// The offset behind the single-character class that starts at `from`.
    private int classEnd(int from) {
        int p = from;
        int c = pattern[p++];
        if (c == '%') {
            if (p >= pattern.length) {
                throw new TextError("malformed pattern (ends with '%')");
            }
            return p + 1;
        }
        if (c != '[') {
            return p;
        }
        if (p < pattern.length && pattern[p] == '^') {
            p++;
        }
        do { // the first ']' is a member
            if (p >= pattern.length) {
                throw new TextError("malformed pattern (missing ']')");
            }
            step();
            if (pattern[p++] == '%') {
                p++;
            }
        } while (p >= pattern.length || pattern[p] != ']');
        return p + 1;
    }

    private boolean matchesOne(int s, int p, int end) {
        if (s >= source.length) {
            return false;
        }
        int c = source[s] & 0xff;
        int first = pattern[p];
        return switch (first) {
            case '.' -> true;
            case '%' -> inClass(c, pattern[p + 1] & 0xff);
            case '[' -> inSet(c, p, end - 1);
            default -> (first & 0xff) == c;
        };
    }

    /// Whether `c` is in the set from '[' at `open` to ']' at `close`.
    private boolean inSet(int c, int open, int close) {
        boolean isMember = true;
        int p = open;
        if (pattern[p + 1] == '^') {
            isMember = false;
            p++;
        }
        steps += close - p >> 3;
        while (++p < close) {
            int member = pattern[p] & 0xff;
            if (member == '%') {
                p++;
                if (inClass(c, pattern[p] & 0xff)) {
                    return isMember;
                }
            } else if (p + 2 < close && pattern[p + 1] == '-') {
                p += 2;
                if (member <= c && c <= (pattern[p] & 0xff)) {
                    return isMember;
                }
            } else if (member == c) {
                return isMember;
            }
        }
        return !isMember;
    }

    /// Whether `c` is in the class `%name`; upper case names the opposite, no letter stands for
    /// itself.
    private static boolean inClass(int c, int name) {
        boolean isMember =
                switch (name | 32) {
                    case 'a' -> isLetter(c);
                    case 'c' -> c < 32 || c == 127;
                    case 'd' -> Numeral.isDigit(c);
                    case 'g' -> c > 32 && c < 127;
                    case 'l' -> c >= 'a' && c <= 'z';
                    case 'p' -> c > 32 && c < 127 && !isLetter(c) && !Numeral.isDigit(c);
                    case 's' -> Numeral.isSpace(c);
                    case 'u' -> c >= 'A' && c <= 'Z';
                    case 'w' -> isLetter(c) || Numeral.isDigit(c);
                    case 'x' -> Numeral.hexDigit(c) >= 0;
                    case 'z' -> c == 0;
                    default -> name == c;
                };
        boolean isOpposite = name >= 'A' && name <= 'Z' && isClassLetter(name);
        return isMember != isOpposite;
    }

    private static boolean isClassLetter(int name) {
        return switch (name | 32) {
            case 'a', 'c', 'd', 'g', 'l', 'p', 's', 'u', 'w', 'x', 'z' -> true;
            default -> false;
        };
    }

    private static boolean isLetter(int c) {
        int lower = c | 32;
        return lower >= 'a' && lower <= 'z';
    }
}
