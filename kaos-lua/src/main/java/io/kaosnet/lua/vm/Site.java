package io.kaosnet.lua.vm;

import java.util.List;
import java.util.Objects;

/// Immutable. A place in compiled code that can raise an error: its line and what its operands are
/// called, such as `local 'x'`; null if they have no name.
record Site(int line, String name1, String name2, boolean isCall, List<String> parts) {
    Site(int line, String name1, String name2, boolean isCall) {
        this(line, name1, name2, isCall, List.of());
    }

    // Written out: what a record is given costs a new JVM tens of milliseconds.
    @Override
    public boolean equals(Object other) {
        return other instanceof Site s
                && line == s.line
                && isCall == s.isCall
                && Objects.equals(name1, s.name1)
                && Objects.equals(name2, s.name2)
                && parts.equals(s.parts);
    }

    @Override
    public int hashCode() {
        int h = line * 31 + (name1 == null ? 0 : name1.hashCode());
        h = h * 31 + (name2 == null ? 0 : name2.hashCode());
        return h * 31 + (parts.isEmpty() ? 0 : parts.hashCode()) + (isCall ? 1 : 0);
    }

    /// What operand 1 or 2 is called, or from 10 on the parts of a concatenation.
    String name(int operand) {
        if (operand >= 10) {
            return operand - 10 < parts.size() ? parts.get(operand - 10) : null;
        }
        return operand == 2 ? name2 : name1;
    }
}
