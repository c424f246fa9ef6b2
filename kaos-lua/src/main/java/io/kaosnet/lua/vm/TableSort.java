package io.kaosnet.lua.vm;

/// Owned by its VM's thread. `table.sort`: the reference's quicksort step by step, so that equal
/// elements end in the same places, on a copy that is written back at the end.
///
/// A comparison that contradicts itself cannot make it run on: the bounds are checked, and every
/// comparison is charged.
final class TableSort {
    /// Smaller parts take the middle as their pivot even when a bad split was seen.
    private static final int LARGE_PART = 100;

    /// What the pivot of a badly split part is drawn with.
    private static final int SPREAD = 0x2545f491;

    private final LuaVm vm;
    private final Args args;
    private final LuaFunction comparison;
    private final Object[] a;

    private TableSort(Args args, LuaFunction comparison, Object[] elements) {
        this.vm = args.vm();
        this.args = args;
        this.comparison = comparison;
        this.a = elements;
    }

    static Object sort(Args args) {
        Object t = TableLib.tableLike(args, 1, Meta.INDEX, Meta.NEWINDEX, Meta.LEN);
        LuaVm vm = args.vm();
        long length = TableLib.length(args, t);
        if (vm.is51) {
            args.function(2, (LuaFunction) null);
        }
        if (length < 2) {
            return Args.none();
        }
        if (length >= Integer.MAX_VALUE) {
            throw args.argumentError(1, "array too big");
        }
        LuaFunction comparison = args.function(2, (LuaFunction) null);
        vm.alloc(length * 4);
        Object[] elements = new Object[(int) length];
        vm.charge(length >> 3);
        for (int i = 0; i < elements.length; i++) {
            elements[i] = TableLib.get(args, t, i + 1L);
        }
        new TableSort(args, comparison, elements).sort(0, elements.length - 1, 0);
        vm.charge(length >> 3);
        for (int i = 0; i < elements.length; i++) {
            TableLib.set(args, t, i + 1L, elements[i]);
        }
        return Args.none();
    }

    private void sort(int from, int to, int spread) {
        int low = from;
        int high = to;
        int random = spread;
        while (low < high) {
            swapIfLess(high, low);
            if (high - low == 1) {
                return;
            }
            int pivot = pivot(low, high, random);
            if (!swapIfLess(pivot, low)) {
                swapIfLess(high, pivot);
            }
            if (high - low == 2) {
                return;
            }
            Object value = a[pivot];
            swap(pivot, high - 1);
            pivot = partition(low, high, value);
            int smaller;
            if (pivot - low < high - pivot) {
                sort(low, pivot - 1, random);
                smaller = pivot - low;
                low = pivot + 1;
            } else {
                sort(pivot + 1, high, random);
                smaller = high - pivot;
                high = pivot - 1;
            }
            if ((high - low) / 128 > smaller) {
                random = SPREAD;
            }
        }
    }

    private static int pivot(int low, int high, int random) {
        if (high - low < LARGE_PART || random == 0) {
            return (low + high) >>> 1;
        }
        int quarter = (high - low) / 4;
        return random % (quarter * 2) + low + quarter;
    }

    /// Moves what is less than the pivot, which stands before `high`, to the left of it.
    private int partition(int low, int high, Object pivot) {
        int i = low;
        int j = high - 1;
        while (true) {
            while (isLess(a[++i], pivot)) {
                if (i == high - 1) {
                    throw args.error("invalid order function for sorting");
                }
            }
            while (isLess(pivot, a[--j])) {
                if (j < i) {
                    throw args.error("invalid order function for sorting");
                }
            }
            if (j < i) {
                swap(high - 1, i);
                return i;
            }
            swap(i, j);
        }
    }

    private boolean swapIfLess(int i, int j) {
        boolean isLess = isLess(a[i], a[j]);
        if (isLess) {
            swap(i, j);
        }
        return isLess;
    }

    private void swap(int i, int j) {
        Object x = a[i];
        a[i] = a[j];
        a[j] = x;
    }

    private boolean isLess(Object x, Object y) {
        vm.charge(1);
        return comparison == null
                ? Comparison.lt(x, y, args.function())
                : Ops.truthy(Ops.first(comparison.call2(x, y)));
    }
}
