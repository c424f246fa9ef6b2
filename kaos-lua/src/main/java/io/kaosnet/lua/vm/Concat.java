package io.kaosnet.lua.vm;

import java.util.Arrays;

/// Owned by its VM's thread. Joins strings for compiled code and libraries. Public only because
/// compiled code is elsewhere.
public final class Concat {
    private Concat() {}

    public static Object concat(Object a, Object b, LuaFunction self) {
        return concat(a, b, 1, 2, self);
    }

    /// `nameA` and `nameB` say which operands of the site they are.
    private static Object concat(Object a, Object b, int nameA, int nameB, LuaFunction self) {
        LuaVm vm = self.vm;
        if ((a instanceof LuaString || a instanceof Number)
                && (b instanceof LuaString || b instanceof Number)) {
            byte[] x = Ops.tostr(a, vm).bytes;
            byte[] y = Ops.tostr(b, vm).bytes;
            vm.allocString((long) x.length + y.length);
            byte[] all = Arrays.copyOf(x, x.length + y.length);
            System.arraycopy(y, 0, all, x.length, y.length);
            return new LuaString(all);
        }
        Object m = Ops.meta(a, Meta.CONCAT, vm);
        if (m == null) {
            m = Ops.meta(b, Meta.CONCAT, vm);
        }
        if (m == null) {
            boolean isFirst = !(a instanceof LuaString || a instanceof Number);
            throw Trace.operandError(
                    vm,
                    "attempt to concatenate a " + Ops.typeNameOf(isFirst ? a : b, vm) + " value",
                    isFirst ? nameA : nameB);
        }
        return Ops.metaCall(vm, Meta.CONCAT, m, a, b);
    }

    /// `a .. b .. c ...`, which associates to the right.
    public static Object concat(Object[] parts, LuaFunction self) {
        LuaVm vm = self.vm;
        int end = parts.length;
        Object right = null;
        while (end > 0) {
            int start = end;
            long length = 0;
            if (right != null) {
                if (!(right instanceof LuaString s)) {
                    end--;
                    right = concat(parts[end], right, end + 10, Integer.MAX_VALUE, self);
                    continue;
                }
                length = s.bytes.length;
            }
            while (start > 0) {
                Object p = parts[start - 1];
                if (p instanceof Number) {
                    p = Ops.tostr(p, vm);
                    parts[start - 1] = p;
                }
                if (!(p instanceof LuaString s)) {
                    break;
                }
                length += s.bytes.length;
                start--;
            }
            if (start < end) {
                vm.allocString(length);
                byte[] all = new byte[(int) length];
                int at = 0;
                for (int i = start; i < end; i++) {
                    byte[] b = ((LuaString) parts[i]).bytes;
                    System.arraycopy(b, 0, all, at, b.length);
                    at += b.length;
                }
                if (right instanceof LuaString s) {
                    System.arraycopy(s.bytes, 0, all, at, s.bytes.length);
                }
                right = new LuaString(all);
                end = start;
            } else if (right == null) {
                right = concat(parts[end - 2], parts[end - 1], end + 8, end + 9, self);
                end -= 2;
            } else {
                end--;
                right = concat(parts[end], right, end + 10, Integer.MAX_VALUE, self);
            }
        }
        return right;
    }
}
