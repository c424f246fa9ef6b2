package io.kaosnet.lua.vm;

/// What a table has to do with weak tables. Rare, so apart from the table. Owned by its VM's
/// thread.
final class Weakness {
    /// The entries, if the table is weak: then its array and its nodes stay empty, so that every
    /// quick way misses.
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
