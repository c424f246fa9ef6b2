package io.kaosnet.lua.vm;

/// Owned by its VM's thread. The generator of `math.random`: xoshiro256** of Blackman and Vigna,
/// seeded and mapped to ranges as the reference does, so that a seed gives the same numbers.
final class Xoshiro {
    private static final int DISCARDED = 16;

    private long a;
    private long b;
    private long c;
    private long d;

    Xoshiro(long first, long second) {
        seed(first, second);
    }

    void seed(long first, long second) {
        a = first;
        b = 0xff;
        c = second;
        d = 0;
        for (int i = 0; i < DISCARDED; i++) {
            nextLong();
        }
    }

    /// 64 random bits.
    long nextLong() {
        long result = Long.rotateLeft(b * 5, 7) * 9;
        long shifted = b << 17;
        c ^= a;
        d ^= b;
        b ^= c;
        a ^= d;
        c ^= shifted;
        d = Long.rotateLeft(d, 45);
        return result;
    }

    /// A float from 0 up to but not including 1, of the bits of [#nextLong].
    static double toDouble(long bits) {
        return (bits >>> 11) * 0x1p-53;
    }

    /// An integer from `low` to `high`, both included; `bits` are the first ones drawn for it.
    long between(long low, long high, long bits) {
        long range = high - low;
        long random = bits;
        if ((range & range + 1) == 0) {
            return low + (random & range);
        }
        long mask = -1L >>> Long.numberOfLeadingZeros(range);
        random &= mask;
        while (Long.compareUnsigned(random, range) > 0) {
            random = nextLong() & mask;
        }
        return low + random;
    }
}
