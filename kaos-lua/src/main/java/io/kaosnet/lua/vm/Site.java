package io.kaosnet.lua.vm;

import java.util.List;

/// Immutable. A place in compiled code that can raise an error: its line and what its operands are
/// called, such as `local 'x'`; null if they have no name.
record Site(int line, String name1, String name2, boolean isCall, List<String> parts) {
    Site(int line, String name1, String name2, boolean isCall) {
        this(line, name1, name2, isCall, List.of());
    }

    /// What operand 1 or 2 is called, or from 10 on the parts of a concatenation.
    String name(int operand) {
        if (operand >= 10) {
            return operand - 10 < parts.size() ? parts.get(operand - 10) : null;
        }
        return operand == 2 ? name2 : name1;
    }
}
