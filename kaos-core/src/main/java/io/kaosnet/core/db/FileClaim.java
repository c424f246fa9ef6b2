package io.kaosnet.core.db;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// A SQLite file, held by a lock on a file beside it; or one in memory, which is nobody else's.
final class FileClaim implements ServerClaim {
    private final @Nullable FileChannel channel;

    /// @param channel with the lock; null without a file
    FileClaim(@Nullable FileChannel channel) {
        this.channel = channel;
    }

    static FileClaim take(Path database) {
        Path path = database.toAbsolutePath().normalize();
        Path file = path.resolveSibling(path.getFileName() + ".lock");
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
                                + path
                                + " (one at a time may use a database)");
            }
            return new FileClaim(channel);
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

    /// The system takes it from nobody.
    @Override
    public void watch(Runnable onLost) {}

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
