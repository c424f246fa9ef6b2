package io.kaosnet.lua.vm;

import java.util.Map;
import java.util.function.Supplier;

/// What few tables have, so apart from the table. Owned by its VM's thread.
///
/// The array and the nodes of a table that is weak or not yet filled stay empty, so that every
/// quick way misses.
final class Rare {
    /// What the table is to hold, until somebody looks.
    Supplier<? extends Map<?, ?>> contents;

    /// The entries, if the table is weak.
    WeakEntries entries;

    /// Values of entries in weak tables whose key the table is.
    WeakEntries.Attached attached;

    /// As `attached`, made if need be.
    WeakEntries.Attached attach() {
        if (attached == null) {
            attached = new WeakEntries.Attached();
        }
        return attached;
    }
}
