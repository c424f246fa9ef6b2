package io.kaosnet.scripting;

import io.kaosnet.lua.vm.LuaString;
import io.kaosnet.lua.vm.LuaTable;
import io.kaosnet.lua.vm.LuaVm;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A Lua value as bytes, and back in any machine: nil, booleans, numbers, strings, and tables of
/// them, which may hold each other and themselves. Pure functions.
final class PlainState {
    private static final int VERSION = 1;
    private static final int MAX_DEPTH = 200;
    private static final int MAX_BYTES = 16 << 20;

    private PlainState() {}

    /// The value holds something that cannot be written.
    static final class NotPlain extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotPlain(String message) {
            super(message, null, false, false);
        }
    }

    /// @throws NotPlain for functions, coroutines, tables with metatables, and what is too deep or
    ///     too large
    static byte[] write(@Nullable Object value) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            new Writer(out).write(value, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static final class Writer {
        private final DataOutputStream out;
        private final IdentityHashMap<LuaTable, Integer> known = new IdentityHashMap<>();

        Writer(DataOutputStream out) {
            this.out = out;
        }

        void write(@Nullable Object value, int depth) throws IOException {
            if (depth > MAX_DEPTH || out.size() > MAX_BYTES) {
                throw new NotPlain("the state is nested too deep or larger than 16 MiB");
            }
            switch (value) {
                case null -> out.writeByte('n');
                case Boolean flag -> out.writeByte(flag ? 't' : 'f');
                case Long number -> {
                    out.writeByte('i');
                    out.writeLong(number);
                }
                case Double number -> {
                    out.writeByte('d');
                    out.writeDouble(number);
                }
                case LuaString text -> {
                    out.writeByte('s');
                    out.writeInt(text.length());
                    out.write(text.bytes());
                }
                case LuaTable table -> table(table, depth);
                default ->
                        throw new NotPlain("the state holds a function (expected: plain values)");
            }
        }

        private void table(LuaTable table, int depth) throws IOException {
            Integer place = known.putIfAbsent(table, known.size());
            if (place != null) {
                out.writeByte('r');
                out.writeInt(place);
                return;
            }
            if (table.metatable() != null) {
                throw new NotPlain("the state holds a table with a metatable");
            }
            out.writeByte('{');
            List<@Nullable Object> pairs = new ArrayList<>();
            table.forEach(
                    (key, value) -> {
                        pairs.add(key);
                        pairs.add(value);
                    });
            for (Object one : pairs) {
                write(one, depth + 1);
            }
            out.writeByte('}');
        }
    }

    /// @param vm whose tables are made
    static @Nullable Object read(byte[] bytes, LuaVm vm) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readByte();
            if (version != VERSION) {
                throw new IllegalArgumentException("saved state of version " + version);
            }
            return read(in, in.readByte(), vm, new ArrayList<>());
        } catch (IOException e) {
            throw new IllegalArgumentException("saved state is cut off", e);
        }
    }

    private static @Nullable Object read(
            DataInputStream in, byte tag, LuaVm vm, List<LuaTable> known) throws IOException {
        return switch (tag) {
            case 'n' -> null;
            case 't' -> true;
            case 'f' -> false;
            case 'i' -> (Object) in.readLong();
            case 'd' -> (Object) in.readDouble();
            case 's' -> LuaString.wrap(in.readNBytes(in.readInt()));
            case 'r' -> known.get(in.readInt());
            case '{' -> {
                LuaTable table = vm.newTable();
                known.add(table);
                byte next;
                while ((next = in.readByte()) != '}') {
                    Object key = read(in, next, vm, known);
                    table.put(key, read(in, in.readByte(), vm, known));
                }
                yield table;
            }
            default -> throw new IllegalArgumentException("saved state has the tag " + tag);
        };
    }
}
