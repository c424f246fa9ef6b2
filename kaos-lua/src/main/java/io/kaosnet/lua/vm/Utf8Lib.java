package io.kaosnet.lua.vm;

import io.kaosnet.lua.text.ByteBuilder;
import io.kaosnet.lua.text.Utf8;
import java.util.Arrays;

/// Immutable. The library `utf8`.
final class Utf8Lib {
    private static final int CHARGED_AT_ONCE = 1024;
    private static final String INVALID = "invalid UTF-8 code";
    private static final LuaString CHARACTER_PATTERN =
            LuaString.latin1("[\0-\u007f\u00c2-\u00fd][\u0080-\u00bf]*");

    private Utf8Lib() {}

    static LuaLibrary library() {
        return LuaLibrary.named("utf8")
                .late(Utf8Lib::function, "char codepoint codes len offset")
                .constant("charpattern", CHARACTER_PATTERN);
    }

    /// A function by its name, for [LuaLibrary#late].
    private static HostFunction function(String name) {
        return switch (name) {
            case "char" -> Utf8Lib::characters;
            case "codepoint" -> Utf8Lib::codePoints;
            case "codes" -> Utf8Lib::codes;
            case "len" -> Utf8Lib::length;
            case "offset" -> Utf8Lib::offset;
            default -> throw new IllegalArgumentException(name);
        };
    }

    /// A position from 1; negative ones count from the end, and those before the start give 0.
    private static long position(long position, int length) {
        if (position >= 0) {
            return position;
        }
        return position < -length ? 0 : length + position + 1;
    }

    private static Object characters(Args args) {
        var out = new ByteBuilder(Library.meter(args.vm()), Math.max(8, args.count() * 2));
        for (int i = 1; i <= args.count(); i++) {
            long code = args.integer(i);
            if (code < 0 || code > Utf8.MAX_CODE) {
                throw args.argumentError(i, "value out of range");
            }
            Utf8.encode(out, code);
        }
        return new LuaString(out.toBytes());
    }

    private static Object codePoints(Args args) {
        byte[] s = args.string(1).bytes;
        long from = position(args.integer(2, 1), s.length);
        long to = position(args.integer(3, from), s.length);
        boolean isStrict = !args.truthy(4);
        if (from < 1) {
            throw args.argumentError(2, "out of bounds");
        }
        if (to > s.length) {
            throw args.argumentError(3, "out of bounds");
        }
        if (from > to) {
            return Args.none();
        }
        if (to - from >= Library.MAX_RESULTS) {
            throw args.error("stack overflow (string slice too long)");
        }
        args.vm().alloc((to - from) * 8);
        args.vm().charge(to - from);
        Object[] codes = new Object[(int) (to - from + 1)];
        int count = 0;
        int at = (int) from - 1;
        while (at < to) {
            long code = Utf8.decode(s, at, isStrict);
            if (code < 0) {
                throw args.error(INVALID);
            }
            codes[count++] = code;
            at += Utf8.length(s[at]);
        }
        return Args.values(Arrays.copyOf(codes, count));
    }

    private static Object length(Args args) {
        byte[] s = args.string(1).bytes;
        long from = position(args.integer(2, 1), s.length);
        long to = position(args.integer(3, -1), s.length);
        boolean isStrict = !args.truthy(4);
        if (from < 1 || from - 1 > s.length) {
            throw args.argumentError(2, "initial position out of bounds");
        }
        if (to - 1 >= s.length) {
            throw args.argumentError(3, "final position out of bounds");
        }
        long count = 0;
        int at = (int) from - 1;
        while (at < to) {
            if ((count & CHARGED_AT_ONCE - 1) == 0) {
                args.vm().charge(CHARGED_AT_ONCE >> 2);
            }
            if (Utf8.decode(s, at, isStrict) < 0) {
                return Args.values(null, at + 1L);
            }
            at += Utf8.length(s[at]);
            count++;
        }
        return count;
    }

    private static boolean isContinuation(byte[] s, long at) {
        return at < s.length && Utf8.isContinuation(s[(int) at]);
    }

    private static Object offset(Args args) {
        byte[] s = args.string(1).bytes;
        long n = args.integer(2);
        long at = position(args.integer(3, n >= 0 ? 1 : s.length + 1L), s.length) - 1;
        if (at < 0 || at > s.length) {
            throw args.argumentError(3, "position out of bounds");
        }
        long start = at;
        if (n == 0) {
            while (at > 0 && isContinuation(s, at)) {
                at--;
            }
            args.vm().charge(start - at);
            return at + 1;
        }
        if (isContinuation(s, at)) {
            throw args.error("initial position is a continuation byte");
        }
        if (n < 0) {
            while (n < 0 && at > 0) {
                do {
                    at--;
                } while (at > 0 && isContinuation(s, at));
                n++;
            }
        } else {
            n--;
            while (n > 0 && at < s.length) {
                do {
                    at++;
                } while (isContinuation(s, at));
                n--;
                if ((n & CHARGED_AT_ONCE - 1) == 0) {
                    args.vm().charge(CHARGED_AT_ONCE >> 2);
                }
            }
        }
        args.vm().charge(Math.abs(start - at) >> 4);
        return n == 0 ? (Object) (at + 1) : null;
    }

    private static Object codes(Args args) {
        LuaString s = args.string(1);
        boolean isStrict = !args.truthy(2);
        LuaVm vm = args.vm();
        return Args.values(vm.function("for iterator", step -> nextCode(step, isStrict)), s, 0L);
    }

    private static Object nextCode(Args args, boolean isStrict) {
        byte[] s = args.string(1).bytes;
        long at = args.integer(2) - 1;
        if (at < 0) {
            at = 0;
        } else if (at < s.length) {
            do {
                at++;
            } while (isContinuation(s, at));
        }
        if (at >= s.length) {
            return Args.none();
        }
        long code = Utf8.decode(s, (int) at, isStrict);
        if (code < 0) {
            throw args.error(INVALID);
        }
        return Args.values(at + 1, code);
    }
}
