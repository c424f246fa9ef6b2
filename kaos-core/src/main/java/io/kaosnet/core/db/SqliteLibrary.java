package io.kaosnet.core.db;

import org.sqlite.util.LibraryLoaderUtil;

/// Where SQLite's native code for this machine lies. Safe from any thread.
public final class SqliteLibrary {
    private SqliteLibrary() {}

    /// The file's name, as the driver looks for it in `org.sqlite.lib.path`.
    public static String fileName() {
        return LibraryLoaderUtil.getNativeLibName();
    }

    /// The resource that holds it; there is none for machines that the driver does not know.
    public static String resource() {
        return LibraryLoaderUtil.getNativeLibResourcePath() + "/" + fileName();
    }
}
