package io.kaosnet.core.db;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/// Where SQLite's native code for this machine lies. Safe from any thread.
public final class SqliteLibrary {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteLibrary.class);

    /// Where the driver looks first.
    private static final String PATH = "org.sqlite.lib.path";

    private SqliteLibrary() {}

    /// The file's name, as the driver looks for it in `org.sqlite.lib.path`.
    public static String fileName() {
        return LibraryLoaderUtil.getNativeLibName();
    }

    /// The resource that holds it; there is none for machines that the driver does not know.
    public static String resource() {
        return LibraryLoaderUtil.getNativeLibResourcePath() + "/" + fileName();
    }

    /// Has the driver use a copy of its code that stays in this directory. Left alone it unpacks
    /// one into the temporary directory at every start, where it remains when the process is
    /// killed. A copy that the JVM was told of is used as it is; where none can be made, or may not
    /// be run, the driver sees to itself. To be called before the first connection.
    static synchronized void keepIn(Path directory) {
        if (System.getProperty(PATH) != null) {
            return;
        }
        Path folder =
                directory.resolve("native").resolve("sqlite-" + SQLiteJDBCLoader.getVersion());
        Path file = folder.resolve(fileName());
        try {
            if (!Files.exists(file) && !unpack(folder, file)) {
                return;
            }
            System.setProperty(PATH, folder.toAbsolutePath().toString());
        } catch (IOException e) {
            LOG.info("native code not kept folder={} reason={}", folder, e.toString());
        }
    }

    /// Moves it there whole, so that nobody finds a part of it.
    private static boolean unpack(Path folder, Path file) throws IOException {
        try (InputStream in = SQLiteJDBCLoader.class.getResourceAsStream(resource())) {
            if (in == null) {
                return false;
            }
            Files.createDirectories(folder);
            Path part = Files.createTempFile(folder, "part", null);
            try {
                Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
            return true;
        }
    }
}
