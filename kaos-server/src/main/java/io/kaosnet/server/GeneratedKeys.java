package io.kaosnet.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Properties;

/// Signing keys that nobody configured: made on the first start, kept in the data directory,
/// readable by the server's user alone. Immutable.
record GeneratedKeys(String session, String refresh) {
    private static final int KEY_BYTES = 32;

    static GeneratedKeys of(Path dataDir) {
        Path file = dataDir.resolve("keys.properties");
        try {
            Files.createDirectories(dataDir);
            if (!Files.exists(file)) {
                create(file);
            }
            var properties = new Properties();
            try (var in = Files.newBufferedReader(file)) {
                properties.load(in);
            }
            return new GeneratedKeys(
                    key(file, properties, "session"), key(file, properties, "refresh"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep keys in " + file, e);
        }
    }

    private static String key(Path file, Properties properties, String name) {
        String value = properties.getProperty(name, "");
        if (value.length() < KEY_BYTES) {
            throw new IllegalArgumentException(
                    file + ": " + name + " missing or too short (delete the file for new keys)");
        }
        return value;
    }

    private static void create(Path file) throws IOException {
        var random = new SecureRandom();
        String text =
                "# Keys that sign session tokens. Losing them ends all sessions.\n"
                        + "session="
                        + random(random)
                        + "\nrefresh="
                        + random(random)
                        + "\n";
        Path temporary = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(temporary);
        try {
            Files.createFile(
                    temporary,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        } catch (UnsupportedOperationException _) {
            // No POSIX permissions on this file system.
            Files.createFile(temporary);
        }
        Files.writeString(temporary, text);
        try {
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException _) {
            Files.deleteIfExists(temporary);
        }
    }

    private static String random(SecureRandom random) {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key);
    }

    @Override
    public String toString() {
        return "GeneratedKeys[***]";
    }
}
