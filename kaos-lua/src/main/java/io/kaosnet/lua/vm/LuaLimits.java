package io.kaosnet.lua.vm;

/// Immutable. What one call into a VM may use; no script can evade or catch any of it.
///
/// `fuel` counts loop turns, calls and steps of library work; 0 means no limit, as for the next
/// two. `timeMs` is wall-clock time. `allocationBytes` counts what tables, strings and closures
/// took during the call, garbage included. `depth` bounds nested calls (a Lua error, which a script
/// may catch), `stringBytes` the length of one string (also an error).
public record LuaLimits(long fuel, long timeMs, long allocationBytes, int depth, int stringBytes) {
    /// No bounds but those on depth and string size.
    public static final LuaLimits NONE = new LuaLimits(0, 0, 0, 2000, 1 << 30);

    public LuaLimits {
        if (fuel < 0 || timeMs < 0 || allocationBytes < 0) {
            throw new IllegalArgumentException(
                    "limits: fuel="
                            + fuel
                            + " timeMs="
                            + timeMs
                            + " allocationBytes="
                            + allocationBytes
                            + " (expected: 0 for none, or more)");
        }
        if (depth < 20 || depth > 1_000_000) {
            throw new IllegalArgumentException("depth: " + depth + " (expected: 20..1000000)");
        }
        if (stringBytes < 1024) {
            throw new IllegalArgumentException(
                    "stringBytes: " + stringBytes + " (expected: 1024 or more)");
        }
    }

    public LuaLimits withFuel(long value) {
        return new LuaLimits(value, timeMs, allocationBytes, depth, stringBytes);
    }

    public LuaLimits withTimeMs(long value) {
        return new LuaLimits(fuel, value, allocationBytes, depth, stringBytes);
    }

    public LuaLimits withAllocationBytes(long value) {
        return new LuaLimits(fuel, timeMs, value, depth, stringBytes);
    }

    public LuaLimits withDepth(int value) {
        return new LuaLimits(fuel, timeMs, allocationBytes, value, stringBytes);
    }

    public LuaLimits withStringBytes(int value) {
        return new LuaLimits(fuel, timeMs, allocationBytes, depth, value);
    }
}
