package io.kaosnet.lua.vm;

import io.kaosnet.lua.text.Format;
import io.kaosnet.lua.text.Pack;
import io.kaosnet.lua.text.TextError;

/// Immutable. The library `string`, without what takes patterns; see [PatternLib].
final class StringLib {
    private static final int CHUNK_BYTES = 1 << 16;

    private StringLib() {}

    static LuaLibrary library(boolean is51) {
        LuaLibrary string =
                LuaLibrary.named("string")
                        .late(
                                StringLib::function,
                                "byte char format len lower rep reverse sub upper");
        if (!is51) {
            string.late(StringLib::function, "pack packsize unpack");
        }
        PatternLib.addTo(string, is51);
        return string;
    }

    /// A function by its name, for [LuaLibrary#late].
    private static HostFunction function(String name) {
        return switch (name) {
            case "byte" -> StringLib::bytes;
            case "char" -> StringLib::chars;
            case "format" -> Library.text(StringLib::format);
            case "len" -> args -> (long) args.string(1).length();
            case "lower" -> args -> mapped(args, 'A', 'Z', 32);
            case "rep" -> StringLib::repeat;
            case "reverse" -> StringLib::reverse;
            case "sub" -> StringLib::slice;
            case "upper" -> args -> mapped(args, 'a', 'z', -32);
            case "pack" -> Library.text(StringLib::pack);
            case "packsize" -> Library.text(StringLib::packSize);
            case "unpack" -> Library.text(StringLib::unpack);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Object bytes(Args args) {
        LuaString s = args.string(1);
        int length = s.length();
        long first = args.integer(2, 1);
        long from = Library.start(first, length);
        long to = Library.end(args.integer(3, first), length);
        if (from > to) {
            return Args.none();
        }
        if (from == to) {
            return (long) s.at((int) from - 1);
        }
        int count = (int) (to - from + 1);
        if (count > Library.MAX_RESULTS) {
            throw args.error("stack overflow (string slice too long)");
        }
        args.vm().alloc(count * 8L);
        Object[] codes = new Object[count];
        for (int i = 0; i < count; i++) {
            codes[i] = (long) s.at((int) from - 1 + i);
        }
        return codes;
    }

    private static Object chars(Args args) {
        int count = args.count();
        args.vm().allocString(count);
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            long code = args.integer(i + 1);
            if (code < 0 || code > 255) {
                throw args.argumentError(
                        i + 1, args.vm().is51 ? "invalid value" : "value out of range");
            }
            bytes[i] = (byte) code;
        }
        return new LuaString(bytes);
    }

    private static Object mapped(Args args, char from, char to, int shift) {
        LuaString s = args.string(1);
        byte[] in = s.bytes;
        int i = 0;
        while (i < in.length && (in[i] < from || in[i] > to)) {
            i++;
        }
        args.vm().charge(i >> 6);
        if (i == in.length) {
            return s;
        }
        args.vm().allocString(in.length);
        byte[] out = in.clone();
        for (; i < out.length; i++) {
            byte b = out[i];
            if (b >= from && b <= to) {
                out[i] = (byte) (b + shift);
            }
        }
        return new LuaString(out);
    }

    private static Object repeat(Args args) {
        byte[] unit = args.string(1).bytes;
        long count = args.integer(2);
        LuaString between = args.vm().is51 ? LuaString.EMPTY : args.string(3, LuaString.EMPTY);
        byte[] separator = between.bytes;
        long period = (long) unit.length + separator.length;
        if (count <= 0 || period == 0) {
            return LuaString.EMPTY;
        }
        if (period > Integer.MAX_VALUE / count) {
            throw args.error("resulting string too large");
        }
        LuaVm vm = args.vm();
        int total = (int) (period * count - separator.length);
        vm.allocString(total);
        byte[] out = new byte[total];
        System.arraycopy(unit, 0, out, 0, unit.length);
        int done = unit.length;
        if (count > 1) {
            System.arraycopy(separator, 0, out, done, separator.length);
            done += separator.length;
        }
        int block = done; // a whole number of periods, doubled until it is a chunk
        while (done < total) {
            int size = Math.min(block, total - done);
            System.arraycopy(out, 0, out, done, size);
            done += size;
            vm.charge(1 + (size >> 6));
            if (block < CHUNK_BYTES) {
                block = done;
            }
        }
        return new LuaString(out);
    }

    private static Object reverse(Args args) {
        byte[] in = args.string(1).bytes;
        args.vm().allocString(in.length);
        byte[] out = new byte[in.length];
        for (int i = 0; i < in.length; i++) {
            out[in.length - 1 - i] = in[i];
        }
        return new LuaString(out);
    }

    private static Object slice(Args args) {
        LuaString s = args.string(1);
        int length = s.length();
        long from = Library.start(args.integer(2), length);
        long to = args.isNil(3) ? length : Library.end(args.integer(3), length);
        if (from > to) {
            return LuaString.EMPTY;
        }
        args.vm().allocString(to - from + 1);
        return s.slice((int) from - 1, (int) to);
    }

    // ---- format

    private static Object format(Args args) {
        LuaVm vm = args.vm();
        byte[] format = args.string(1).bytes;
        return new LuaString(
                Format.format(format, new FormatValues(args), vm.is51, Library.meter(vm)));
    }

    private record FormatValues(Args args) implements Format.Values {
        @Override
        public int last() {
            return args.count();
        }

        @Override
        public long integer(int argument) {
            return args.integer(argument);
        }

        @Override
        public double number(int argument) {
            return args.number(argument);
        }

        @Override
        public byte[] text(int argument) {
            return Ops.tostring(args.get(argument), args.vm()).bytes;
        }

        @Override
        public Object literal(int argument) {
            Object v = args.get(argument);
            if (args.vm().is51) {
                return args.string(argument).bytes;
            }
            return switch (v) {
                case LuaString s -> s.bytes;
                case Long n -> n;
                case Double d -> d;
                case Boolean b -> b;
                case null -> null;
                default -> throw new TextError(argument, "value has no literal form");
            };
        }

        @Override
        public String pointer(int argument) {
            Object v = args.get(argument);
            if (v == null || v instanceof Number || v instanceof Boolean) {
                return null;
            }
            int identity = v instanceof LuaString ? v.hashCode() : System.identityHashCode(v);
            return "0x" + String.format("%08x", identity);
        }
    }

    // ---- pack

    private static Object pack(Args args) {
        LuaVm vm = args.vm();
        byte[] format = args.string(1).bytes;
        return new LuaString(Pack.pack(format, new PackValues(args), Library.meter(vm)));
    }

    private record PackValues(Args args) implements Pack.Values {
        @Override
        public long integer(int argument) {
            return args.integer(argument);
        }

        @Override
        public double number(int argument) {
            return args.number(argument);
        }

        @Override
        public byte[] string(int argument) {
            return args.string(argument).bytes;
        }
    }

    private static Object packSize(Args args) {
        return Pack.size(args.string(1).bytes, Library.meter(args.vm()));
    }

    private static Object unpack(Args args) {
        byte[] format = args.string(1).bytes;
        byte[] data = args.string(2).bytes;
        long from = Library.start(args.integer(3, 1), data.length);
        if (from - 1 > data.length) {
            throw args.argumentError(3, "initial position out of string");
        }
        Object[] values = Pack.unpack(format, data, (int) from - 1, Library.meter(args.vm()));
        for (int i = 0; i < values.length; i++) {
            if (values[i] instanceof byte[] bytes) {
                values[i] = new LuaString(bytes);
            }
        }
        return Args.values(values);
    }
}
