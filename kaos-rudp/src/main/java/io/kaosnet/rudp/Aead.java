package io.kaosnet.rudp;

/// The cipher of a connection; the token names it. Immutable.
public enum Aead {
    /// AES-128-GCM: fastest where the processor has AES instructions.
    AES_128_GCM(1, "AES/GCM/NoPadding", "AES", 16),
    /// ChaCha20-Poly1305: for devices without them.
    CHACHA20_POLY1305(2, "ChaCha20-Poly1305", "ChaCha20", 32);

    private final int id;
    private final String transformation;
    private final String keyAlgorithm;
    private final int keyBytes;

    Aead(int id, String transformation, String keyAlgorithm, int keyBytes) {
        this.id = id;
        this.transformation = transformation;
        this.keyAlgorithm = keyAlgorithm;
        this.keyBytes = keyBytes;
    }

    /// The number on the wire.
    public int id() {
        return id;
    }

    String transformation() {
        return transformation;
    }

    String keyAlgorithm() {
        return keyAlgorithm;
    }

    int keyBytes() {
        return keyBytes;
    }

    /// The cipher with this number, or null.
    static @org.jspecify.annotations.Nullable Aead find(int id) {
        return switch (id) {
            case 1 -> AES_128_GCM;
            case 2 -> CHACHA20_POLY1305;
            default -> null;
        };
    }
}
