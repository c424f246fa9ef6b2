package io.kaosnet.lua.vm;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/// Immutable. A Lua string: bytes, not characters, so it carries binary data unharmed.
public final class LuaString implements Comparable<LuaString> {
    public static final LuaString EMPTY = new LuaString(new byte[0]);
    private static final int SEED = ThreadLocalRandom.current().nextInt();
    /// Shorter strings are compared at no price.
    static final int LONG = 1024;

    private static final int INTERN_SLOTS = 1 << 13;

    /// A lossy cache: a race or a collision costs one byte comparison later, never a wrong answer.
    private static final LuaString[] INTERNED = new LuaString[INTERN_SLOTS];

    final byte[] bytes;
    private int hash;

    LuaString(byte[] bytes) {
        this.bytes = bytes;
    }

    /// A string of the text's UTF-8 bytes.
    public static LuaString of(String text) {
        return new LuaString(text.getBytes(StandardCharsets.UTF_8));
    }

    /// A string of a copy of `bytes`.
    public static LuaString of(byte[] bytes) {
        return new LuaString(bytes.clone());
    }

    /// A string of `bytes` itself, which must never change again.
    public static LuaString wrap(byte[] bytes) {
        return new LuaString(bytes);
    }

    /// The bytes themselves, not to be changed; [#toBytes] gives a copy.
    public byte[] bytes() {
        return bytes;
    }

    /// As [#of(String)], shared with other constants of the same text: the fast form for table
    /// keys.
    public static LuaString constant(String text) {
        return intern(of(text));
    }

    /// A string of the characters of `text`, all below 256, one byte each.
    public static LuaString latin1(String text) {
        return new LuaString(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    static LuaString intern(LuaString s) {
        int slot = s.hashCode() & INTERN_SLOTS - 1;
        LuaString known = INTERNED[slot];
        if (known != null && known.equals(s)) {
            return known;
        }
        INTERNED[slot] = s;
        return s;
    }

    /// A name that hosts use again and again, such as a field's, and its string.
    private record Name(String text, LuaString string) {}

    /// The last name of each hash. Threads may overwrite each other's: a name is made again then.
    private static final Name[] NAMES = new Name[INTERN_SLOTS];

    static LuaString ofName(String text) {
        int slot = text.hashCode() & INTERN_SLOTS - 1;
        Name known = NAMES[slot];
        if (known != null && known.text.equals(text)) {
            return known.string;
        }
        LuaString string = intern(of(text));
        NAMES[slot] = new Name(text, string);
        return string;
    }

    public int length() {
        return bytes.length;
    }

    public byte[] toBytes() {
        return bytes.clone();
    }

    /// The byte at `index` (from 0) as 0..255.
    public int at(int index) {
        return bytes[index] & 0xff;
    }

    /// The bytes from `from` (from 0) up to, without, `to`.
    public LuaString slice(int from, int to) {
        if (from >= to) {
            return EMPTY;
        }
        return from == 0 && to == bytes.length
                ? this
                : new LuaString(Arrays.copyOfRange(bytes, from, to));
    }

    /// The bytes as characters 0..255.
    public String latin1() {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Override
    public int compareTo(LuaString other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof LuaString s
                        && hashCode() == s.hashCode()
                        && Arrays.equals(bytes, s.bytes);
    }

    /// As [#equals(Object)]; comparing long strings is work that is paid for.
    boolean equals(LuaString other, LuaVm vm) {
        if (this == other) {
            return true;
        }
        if (hashCode() != other.hashCode() || bytes.length != other.bytes.length) {
            return false;
        }
        pay(bytes.length, vm);
        return Arrays.equals(bytes, other.bytes);
    }

    /// As [#compareTo]; comparing long strings is work that is paid for.
    int compareTo(LuaString other, LuaVm vm) {
        pay(Math.min(bytes.length, other.bytes.length), vm);
        return compareTo(other);
    }

    private static void pay(int length, LuaVm vm) {
        if (length > LONG) {
            vm.charge(length >> 8);
        }
    }

    @Override
    public int hashCode() {
        int h = hash;
        if (h == 0) {
            h = SEED ^ bytes.length;
            for (byte b : bytes) {
                h ^= (h << 5) + (h >>> 2) + b;
            }
            h = (h ^ h >>> 16) * 0x9E3779B9;
            h ^= h >>> 15;
            hash = h == 0 ? 1 : h;
            h = hash;
        }
        return h;
    }

    /// The bytes read as UTF-8; malformed parts become U+FFFD.
    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
