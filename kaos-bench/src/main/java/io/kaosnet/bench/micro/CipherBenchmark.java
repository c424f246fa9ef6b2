package io.kaosnet.bench.micro;

import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// What sealing and opening a packet of reliable UDP costs in the JDK when each packet is of
/// another connection, and so of another key. Owned by JMH's thread.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CipherBenchmark {
    private static final int TAG_BYTES = 16;
    private static final int NONCE_BYTES = 12;
    private static final int HEADER_BYTES = 13;

    @Param({"AES", "ChaCha20"})
    public String algorithm = "AES";

    @Param({"1", "10000"})
    public int connections;

    @Param("120")
    public int bytes;

    private SecretKey[] keys = new SecretKey[0];
    private byte[][] sealed = new byte[0][];
    private Cipher sealer = cipher("AES");
    private Cipher opener = cipher("AES");
    private final byte[] nonce = new byte[NONCE_BYTES];
    private final byte[] header = new byte[HEADER_BYTES];
    private byte[] plain = new byte[0];
    private byte[] output = new byte[0];
    private long number;

    private static Cipher cipher(String algorithm) {
        try {
            return Cipher.getInstance(
                    algorithm.equals("AES") ? "AES/GCM/NoPadding" : "ChaCha20-Poly1305");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Makes the keys, and a sealed packet of each.
    @Setup
    public void prepare() throws GeneralSecurityException {
        sealer = cipher(algorithm);
        opener = cipher(algorithm);
        plain = new byte[bytes];
        output = new byte[bytes + TAG_BYTES];
        keys = new SecretKey[connections];
        sealed = new byte[connections][];
        for (int i = 0; i < connections; i++) {
            byte[] key = new byte[algorithm.equals("AES") ? 16 : 32];
            key[0] = (byte) i;
            key[1] = (byte) (i >> 8);
            keys[i] = new SecretKeySpec(key, algorithm);
            number = i;
            seal();
            sealed[i] = output.clone();
        }
    }

    private AlgorithmParameterSpec nonce(long n) {
        for (int i = 0; i < Long.BYTES; i++) {
            nonce[4 + i] = (byte) (n >> (8 * i));
        }
        return algorithm.equals("AES")
                ? new GCMParameterSpec(8 * TAG_BYTES, nonce)
                : new IvParameterSpec(nonce);
    }

    /// One packet sealed under the next connection's key.
    @Benchmark
    public int seal() throws GeneralSecurityException {
        long n = number++;
        sealer.init(Cipher.ENCRYPT_MODE, keys[(int) (n % keys.length)], nonce(n));
        sealer.updateAAD(header, 0, header.length);
        return sealer.doFinal(plain, 0, plain.length, output, 0);
    }

    /// The next connection's packet opened.
    @Benchmark
    public int open() throws GeneralSecurityException {
        int i = (int) (number++ % keys.length);
        opener.init(Cipher.DECRYPT_MODE, keys[i], nonce(i));
        opener.updateAAD(header, 0, header.length);
        return opener.doFinal(sealed[i], 0, sealed[i].length, output, 0);
    }
}
