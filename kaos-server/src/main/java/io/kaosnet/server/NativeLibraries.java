package io.kaosnet.server;

import io.kaosnet.core.db.SqliteLibrary;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// The native code of SQLite and of the event loops, unpacked once for all starts: left alone, both
/// unpack theirs at every start, and SQLite runs another program to learn where it is.
final class NativeLibraries {
    private NativeLibraries() {}

    /// Puts them into a folder, for `org.sqlite.lib.path` and `java.library.path`. What there is
    /// none of for this machine is left out: then the libraries see to themselves.
    static void unpack(Path folder) {
        try {
            Files.createDirectories(folder);
            copy(SqliteLibrary.resource(), folder, SqliteLibrary.fileName());
            String epoll =
                    System.mapLibraryName(
                            "netty_transport_native_epoll_" + PlatformDependent.normalizedArch());
            copy("/META-INF/native/" + epoll, folder, epoll);
        } catch (IOException e) {
            throw new IllegalStateException("cannot unpack into " + folder, e);
        }
    }

    private static void copy(String resource, Path folder, String name) throws IOException {
        try (InputStream in = NativeLibraries.class.getResourceAsStream(resource)) {
            if (in != null) {
                Files.copy(in, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
