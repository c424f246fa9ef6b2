package io.kaosnet.core.auth;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.thread.LaneThread;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// Hashes passwords with Argon2id (RFC 9106) in the PHC text form, and checks those and bcrypt
/// hashes of imported accounts. Blocks; safe from any thread. As many at once as there are cores,
/// so that logins cannot take all memory.
final class Passwords {
    private static final int MEMORY_KB = 19_456;
    private static final int PASSES = 2;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final long WAIT_SEC = 10;
    private static final String PREFIX = "$argon2id$v=19$m=" + MEMORY_KB + ",t=" + PASSES + ",p=1$";
    private static final Base64.Encoder ENCODER = Base64.getEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getDecoder();

    private final SecureRandom random = new SecureRandom();
    private final Semaphore permits =
            new Semaphore(Runtime.getRuntime().availableProcessors(), true);

    /// The text to keep for a password.
    String hash(String password) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        byte[] hash = limited(() -> argon2(password, salt, MEMORY_KB, PASSES, 1, HASH_BYTES));
        return PREFIX + ENCODER.encodeToString(salt) + "$" + ENCODER.encodeToString(hash);
    }

    /// Whether the password is the one of the kept text.
    boolean matches(String password, String kept) {
        if (kept.startsWith("$2")) {
            return limited(
                    () ->
                            OpenBSDBCrypt.checkPassword(
                                    kept, password.getBytes(StandardCharsets.UTF_8)));
        }
        String[] parts = kept.split("\\$", -1);
        if (parts.length != 6 || !parts[1].equals("argon2id")) {
            return false;
        }
        int[] costs = costs(parts[3]);
        byte[] salt = DECODER.decode(parts[4]);
        byte[] expected = DECODER.decode(parts[5]);
        byte[] actual =
                limited(
                        () ->
                                argon2(
                                        password,
                                        salt,
                                        costs[0],
                                        costs[1],
                                        costs[2],
                                        expected.length));
        return MessageDigest.isEqual(actual, expected);
    }

    /// Whether the kept text should be made anew now that the password is at hand.
    static boolean isOutdated(String kept) {
        return !kept.startsWith(PREFIX);
    }

    /// Memory, passes and lanes of `m=..,t=..,p=..`.
    private static int[] costs(String text) {
        int[] costs = {MEMORY_KB, PASSES, 1};
        for (String part : text.split(",", -1)) {
            int value = Integer.parseInt(part.substring(2));
            switch (part.charAt(0)) {
                case 'm' -> costs[0] = value;
                case 't' -> costs[1] = value;
                default -> costs[2] = value;
            }
        }
        return costs;
    }

    private static byte[] argon2(
            String password, byte[] salt, int memoryKb, int passes, int lanes, int lengthBytes) {
        var generator = new Argon2BytesGenerator();
        generator.init(
                new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                        .withMemoryAsKB(memoryKb)
                        .withIterations(passes)
                        .withParallelism(lanes)
                        .withSalt(salt)
                        .build());
        byte[] hash = new byte[lengthBytes];
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }

    private <T> T limited(Supplier<T> work) {
        LaneThread.toBackground();
        try {
            if (!permits.tryAcquire(WAIT_SEC, TimeUnit.SECONDS)) {
                throw new ApiException(Code.UNAVAILABLE, "Too many logins at once, try again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(Code.CANCELLED, "Interrupted");
        }
        try {
            return work.get();
        } finally {
            permits.release();
        }
    }
}
