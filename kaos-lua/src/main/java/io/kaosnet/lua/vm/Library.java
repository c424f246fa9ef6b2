package io.kaosnet.lua.vm;

import io.kaosnet.lua.text.Meter;
import io.kaosnet.lua.text.TextError;

/// Immutable. What the standard libraries share: budgets and errors of the text package in terms
/// of a VM, and positions in strings and tables.
final class Library {
    /// So many results fit on the reference's stack.
    static final int MAX_RESULTS = 1_000_000 - 100;

    private Library() {}

    /// `body` with text errors raised as Lua errors.
    static HostFunction text(HostFunction body) {
        return args -> {
            try {
                return body.call(args);
            } catch (TextError e) {
                throw e.argument() > 0
                        ? args.argumentError(e.argument(), e.getMessage())
                        : args.error(e.getMessage());
            }
        };
    }

    static Meter meter(LuaVm vm) {
        return new VmMeter(vm);
    }

    private record VmMeter(LuaVm vm) implements Meter {
        @Override
        public void steps(long count) {
            vm.charge(count);
        }

        @Override
        public void bytes(long count) {
            if (count > 1024) {
                vm.allocString(count);
            } else {
                vm.alloc(count + 32);
            }
        }
    }

    /// The first position of a slice, from 1: a negative one counts from the end.
    static long start(long position, long length) {
        if (position > 0) {
            return position;
        }
        return position == 0 || position < -length ? 1 : length + position + 1;
    }

    /// The last position of a slice.
    static long end(long position, long length) {
        if (position > length) {
            return length;
        }
        if (position >= 0) {
            return position;
        }
        return position < -length ? 0 : length + position + 1;
    }
}
