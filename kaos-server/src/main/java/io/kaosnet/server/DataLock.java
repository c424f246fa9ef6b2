package io.kaosnet.server;

import io.kaosnet.core.db.DatabaseAddress;
import io.kaosnet.core.db.DatabaseConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Keeps a second server off a SQLite file: what the first holds in memory of it (ranks, indexes,
/// matches) would go wrong unseen. The system lets go of it when the process ends, however it does.
final class DataLock implements AutoCloseable {
    private final @Nullable FileChannel channel;

    private DataLock(@Nullable FileChannel channel) {
        this.channel = channel;
    }

    /// @throws IllegalStateException when another server has it
    static DataLock claim(DatabaseConfig config) {
        if (!(DatabaseAddress.parse(config.address(), config.dataDirectory())
                instanceof DatabaseAddress.SqliteFile(Path database))) {
            return new DataLock(null);
        }
        Path file = database.toAbsolutePath().resolveSibling(database.getFileName() + ".lock");
        try {
            Path folder = file.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock(channel) == null) {
                channel.close();
                throw new IllegalStateException(
                        "data_dir: another server runs on "
                                + database.toAbsolutePath().normalize()
                                + " (one server for each SQLite file; several share PostgreSQL)");
            }
            return new DataLock(channel);
        } catch (IOException e) {
            throw new UncheckedIOException("data_dir: cannot lock " + file + ": " + e, e);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            // Of a server in this process.
            return null;
        }
    }

    @Override
    public void close() {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
