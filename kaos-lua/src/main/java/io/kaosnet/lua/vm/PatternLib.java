package io.kaosnet.lua.vm;

import io.kaosnet.lua.text.ByteBuilder;
import io.kaosnet.lua.text.Meter;
import io.kaosnet.lua.text.Pattern;
import io.kaosnet.lua.text.TextError;

/// Immutable. The functions of `string` that take patterns.
final class PatternLib {
    private PatternLib() {}

    static void addTo(LuaLibrary string, boolean is51) {
        string.late(PatternLib::function, "find match gmatch gsub");
        if (is51) {
            string.late(PatternLib::function, "gfind");
        }
    }

    /// A function by its name, for [LuaLibrary#late].
    private static HostFunction function(String name) {
        return switch (name) {
            case "find" -> Library.text(args -> find(args, true));
            case "match" -> Library.text(args -> find(args, false));
            case "gmatch" -> PatternLib::gmatch;
            case "gsub" -> Library.text(PatternLib::gsub);
            case "gfind" -> PatternLib::gmatch;
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static boolean isAnchored(byte[] pattern) {
        return pattern.length > 0 && pattern[0] == '^';
    }

    private static Object find(Args args, boolean isFind) {
        LuaVm vm = args.vm();
        byte[] s = args.string(1).bytes;
        byte[] p = args.string(2).bytes;
        long start = Library.start(args.integer(3, 1), s.length) - 1;
        if (start > s.length) {
            if (!vm.is51) {
                return null;
            }
            start = s.length;
        }
        Meter meter = Library.meter(vm);
        if (isFind && (args.truthy(4) || Pattern.isPlain(p))) {
            int at = Pattern.indexOf(s, p, (int) start, meter);
            return at < 0 ? null : Args.values(at + 1L, (long) at + p.length);
        }
        var pattern = new Pattern(s, p, meter);
        boolean isAnchored = isAnchored(p);
        int from = (int) start;
        do {
            int end = pattern.match(from, isAnchored ? 1 : 0);
            if (end >= 0) {
                return isFind
                        ? found(vm, pattern, s, from, end)
                        : captures(vm, pattern, s, from, end);
            }
            from++;
        } while (from <= s.length && !isAnchored);
        return null;
    }

    private static Object found(LuaVm vm, Pattern pattern, byte[] s, int from, int end) {
        int count = pattern.captures();
        Object[] results = new Object[count + 2];
        results[0] = from + 1L;
        results[1] = (long) end;
        for (int i = 0; i < count; i++) {
            results[i + 2] = capture(vm, pattern, s, i);
        }
        return results;
    }

    /// The captures of a match, or the whole match if the pattern has none.
    private static Object captures(LuaVm vm, Pattern pattern, byte[] s, int from, int end) {
        int count = pattern.captures();
        if (count == 0) {
            return slice(vm, s, from, end);
        }
        if (count == 1) {
            return capture(vm, pattern, s, 0);
        }
        Object[] results = new Object[count];
        for (int i = 0; i < count; i++) {
            results[i] = capture(vm, pattern, s, i);
        }
        return results;
    }

    private static Object capture(LuaVm vm, Pattern pattern, byte[] s, int index) {
        int start = pattern.captureStart(index);
        int length = pattern.captureLength(index);
        return length == Pattern.POSITION
                ? (Object) (start + 1L)
                : slice(vm, s, start, start + length);
    }

    private static LuaString slice(LuaVm vm, byte[] s, int from, int to) {
        vm.allocString(to - from);
        byte[] bytes = new byte[to - from];
        System.arraycopy(s, from, bytes, 0, bytes.length);
        return new LuaString(bytes);
    }

    // ---- gmatch

    private static Object gmatch(Args args) {
        LuaVm vm = args.vm();
        byte[] s = args.string(1).bytes;
        byte[] p = args.string(2).bytes;
        long start = vm.is51 ? 0 : Library.start(args.integer(3, 1), s.length) - 1;
        vm.alloc(400);
        var matches = new Matches(s, p, (int) Math.min(start, s.length + 1L), vm);
        return vm.function("for iterator", Library.text(_ -> matches.next()));
    }

    /// Owned by its VM's thread. The state of one `gmatch`.
    private static final class Matches {
        private final LuaVm vm;
        private final byte[] source;
        private final Pattern pattern;
        private int at;
        private int lastEnd = -1;

        Matches(byte[] source, byte[] pattern, int from, LuaVm vm) {
            this.vm = vm;
            this.source = source;
            this.pattern = new Pattern(source, pattern, Library.meter(vm));
            this.at = from;
        }

        Object next() {
            while (at <= source.length) {
                int from = at;
                int end = pattern.match(from, 0);
                if (end >= 0 && end != lastEnd) {
                    at = vm.is51 && end == from ? end + 1 : end;
                    lastEnd = vm.is51 ? -1 : end;
                    return captures(vm, pattern, source, from, end);
                }
                at++;
            }
            return Args.none();
        }
    }

    // ---- gsub

    private static Object gsub(Args args) {
        LuaVm vm = args.vm();
        LuaString string = args.string(1);
        byte[] s = string.bytes;
        byte[] p = args.string(2).bytes;
        Object replacement = args.get(3);
        if (replacement instanceof Number) {
            replacement = args.string(3);
        } else if (!(replacement instanceof LuaString
                || replacement instanceof LuaTable
                || replacement instanceof LuaFunction)) {
            throw vm.is51
                    ? args.argumentError(3, "string/function/table expected")
                    : args.typeError(3, "string/function/table");
        }
        long most = args.integer(4, s.length + 1L);
        return new Substitution(vm, args, string, p, replacement).run(most);
    }

    /// Owned by its VM's thread. One `gsub`.
    private static final class Substitution {
        private final LuaVm vm;
        private final Args args;
        private final LuaString string;
        private final byte[] source;
        private final Object replacement;
        private final Pattern pattern;
        private final boolean isAnchored;
        private final ByteBuilder out;
        private boolean isChanged;

        Substitution(LuaVm vm, Args args, LuaString string, byte[] pattern, Object replacement) {
            Meter meter = Library.meter(vm);
            this.vm = vm;
            this.args = args;
            this.string = string;
            this.source = string.bytes;
            this.replacement = replacement;
            this.pattern = new Pattern(source, pattern, meter);
            this.isAnchored = isAnchored(pattern);
            this.out = new ByteBuilder(meter, Math.min(source.length + 16, 1 << 16));
        }

        Object run(long most) {
            int at = 0;
            int lastEnd = -1;
            long count = 0;
            while (count < most) {
                int end = pattern.match(at, isAnchored ? 1 : 0);
                boolean isMatch = end >= 0 && end != lastEnd;
                if (isMatch) {
                    count++;
                    replace(at, end);
                }
                if (isMatch && (end > at || !vm.is51)) {
                    at = end;
                    lastEnd = vm.is51 ? -1 : end; // 5.1 may match empty right behind a match
                } else if (at < source.length) {
                    out.add(source[at++]);
                } else {
                    break;
                }
                if (isAnchored) {
                    break;
                }
            }
            if (!isChanged) {
                return Args.values(string, count);
            }
            out.add(source, at, source.length);
            return Args.values(new LuaString(out.toBytes()), count);
        }

        private void replace(int from, int end) {
            Object value =
                    switch (replacement) {
                        case LuaString text -> {
                            expand(text.bytes, from, end);
                            isChanged = true;
                            yield null;
                        }
                        case LuaTable t -> Indexing.index(t, key(from, end), vm);
                        default -> call((LuaFunction) replacement, from, end);
                    };
            if (replacement instanceof LuaString) {
                return;
            }
            if (!Ops.truthy(value)) {
                out.add(source, from, end);
            } else if (value instanceof LuaString || value instanceof Number) {
                out.add(Ops.tostr(value, vm).bytes);
                isChanged = true;
            } else {
                throw args.error("invalid replacement value (a " + Ops.typeNameOf(value, vm) + ")");
            }
        }

        /// The first capture, or the whole match.
        private Object key(int from, int end) {
            return pattern.captures() == 0
                    ? slice(vm, source, from, end)
                    : capture(vm, pattern, source, 0);
        }

        private Object call(LuaFunction f, int from, int end) {
            Object captures = captures(vm, pattern, source, from, end);
            Object result =
                    captures instanceof Object[] several
                            ? Ops.callAll(vm, f, several)
                            : Ops.call(vm, f, captures);
            return Ops.first(result);
        }

        private void expand(byte[] text, int from, int end) {
            int literal = 0;
            int i = 0;
            while (i < text.length) {
                if (text[i++] != '%') {
                    continue;
                }
                out.add(text, literal, i - 1);
                int c = i < text.length ? text[i] : 0;
                literal = ++i;
                if (c == '0') {
                    out.add(source, from, end);
                } else if (c >= '1' && c <= '9') {
                    addCapture(c - '1', from, end);
                } else if (c == '%' || vm.is51) {
                    out.add(c);
                } else {
                    throw new TextError("invalid use of '%' in replacement string");
                }
            }
            if (literal < text.length) {
                out.add(text, literal, text.length);
            }
        }

        private void addCapture(int index, int from, int end) {
            if (index >= pattern.captures()) {
                if (index > 0) {
                    throw new TextError("invalid capture index %" + (index + 1));
                }
                out.add(source, from, end);
                return;
            }
            int start = pattern.captureStart(index);
            int length = pattern.captureLength(index);
            if (length == Pattern.POSITION) {
                out.addLatin1(Integer.toString(start + 1));
            } else {
                out.add(source, start, start + length);
            }
        }
    }
}
