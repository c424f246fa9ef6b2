package io.kaosnet.core.script;

import io.kaosnet.core.thread.LaneThread;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/// Encodings, hashes, ciphers and signatures.
final class CryptoFunctions {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int IV_LENGTH = 16;
    private static final String SLOW =
            " Computes for long: a match that calls it runs on a thread of its own.";
    private static final int BCRYPT_COST = 10;
    private static final int MAX_BCRYPT_BYTES = 72;
    private static final Pattern BCRYPT =
            Pattern.compile("\\$2[abxy]?\\$[0-9]{2}\\$[./A-Za-z0-9]{53}");
    private static final int MAX_RANDOM_BYTES = 1 << 20;

    private CryptoFunctions() {}

    static void bind(ScriptFunctions functions) {
        ScriptFunctions.Area area = functions.area("Encoding and cryptography");
        encodings(area);
        hashes(area);
        passwords(area);
        area.add(
                "aes128_encrypt",
                "input:string, key:string",
                "string",
                "AES in CFB mode with a random IV in front; the key has 16 bytes.",
                (_, args) -> encrypt(args, 16));
        area.add(
                "aes128_decrypt",
                "input:string, key:string",
                "string",
                "The opposite of `aes128_encrypt`.",
                (_, args) -> decrypt(args, 16));
        area.add(
                "aes256_encrypt",
                "input:string, key:string",
                "string",
                "The same with a key of 32 bytes.",
                (_, args) -> encrypt(args, 32));
        area.add(
                "aes256_decrypt",
                "input:string, key:string",
                "string",
                "The opposite of `aes256_encrypt`.",
                (_, args) -> decrypt(args, 32));
        area.add(
                "jwt_generate",
                "signingMethod:string, signingKey:string, claims:table",
                "string",
                "A JSON Web Token. The method is `HS256` with a secret, or `RS256` with a private"
                        + " key in PEM.",
                (_, args) -> jwt(args));
        area.add(
                "secure_random_bytes",
                "count:int",
                "string",
                "Random bytes that nobody can guess; at most 1 MiB.",
                (_, args) -> {
                    long count = args.integer(0);
                    if (count < 0 || count > MAX_RANDOM_BYTES) {
                        throw args.bad(0, "0 to 1048576 expected");
                    }
                    var bytes = new byte[(int) count];
                    RANDOM.nextBytes(bytes);
                    return bytes;
                });
    }

    private static void passwords(ScriptFunctions.Area area) {
        area.add(
                "bcrypt_hash",
                "input:string",
                "string",
                "A password's bcrypt hash, of cost 10. At most 72 bytes." + SLOW,
                (call, args) -> {
                    var salt = new byte[16];
                    RANDOM.nextBytes(salt);
                    beforeLongWork(call);
                    return OpenBSDBCrypt.generate("2a", password(args, 0), salt, BCRYPT_COST);
                });
        area.add(
                "bcrypt_compare",
                "hash:string, plaintext:string",
                "boolean",
                "Whether a password has this bcrypt hash." + SLOW,
                (call, args) -> {
                    String hash = args.text(0);
                    byte[] password = password(args, 1);
                    if (!BCRYPT.matcher(hash).matches()) {
                        throw args.bad(0, "bcrypt hash expected");
                    }
                    beforeLongWork(call);
                    try {
                        return OpenBSDBCrypt.checkPassword(hash, password);
                    } catch (IllegalArgumentException _) {
                        throw args.bad(0, "bcrypt hash expected");
                    }
                });
    }

    private static byte[] password(Args args, int index) {
        byte[] password = args.bytes(index);
        if (password.length > MAX_BCRYPT_BYTES) {
            throw args.bad(index, "at most 72 bytes expected");
        }
        return password;
    }

    private static void encodings(ScriptFunctions.Area area) {
        area.add(
                "base64_encode",
                "input:string, padding:bool?=true",
                "string",
                "Base64 of the bytes.",
                (_, args) -> encoder(Base64.getEncoder(), args).encode(args.bytes(0)));
        area.add(
                "base64_decode",
                "input:string, padding:bool?=true",
                "string",
                "The bytes of a Base64 text, with or without padding.",
                (_, args) -> decode(Base64.getDecoder(), args));
        area.add(
                "base64url_encode",
                "input:string, padding:bool?=true",
                "string",
                "Base64 in the alphabet for URLs.",
                (_, args) -> encoder(Base64.getUrlEncoder(), args).encode(args.bytes(0)));
        area.add(
                "base64url_decode",
                "input:string, padding:bool?=false",
                "string",
                "The bytes of a Base64 text in the alphabet for URLs.",
                (_, args) -> decode(Base64.getUrlDecoder(), args));
        area.add(
                "base16_encode",
                "input:string",
                "string",
                "Hexadecimal digits of the bytes, in lower case.",
                (_, args) -> HexFormat.of().formatHex(args.bytes(0)));
        area.add(
                "base16_decode",
                "input:string",
                "string",
                "The bytes of hexadecimal digits.",
                (_, args) -> {
                    try {
                        return HexFormat.of().parseHex(args.text(0));
                    } catch (IllegalArgumentException _) {
                        throw args.bad(0, "hexadecimal digits expected");
                    }
                });
        area.add("uuid_v4", "", "string", "A random UUID.", (_, _) -> UUID.randomUUID().toString());
        area.add(
                "uuid_bytes_to_string",
                "uuidBytes:string",
                "string",
                "The text form of a UUID's 16 bytes.",
                (_, args) -> {
                    byte[] bytes = args.bytes(0);
                    if (bytes.length != 16) {
                        throw args.bad(0, "16 bytes expected");
                    }
                    ByteBuffer buffer = ByteBuffer.wrap(bytes);
                    return new UUID(buffer.getLong(), buffer.getLong()).toString();
                });
        area.add(
                "uuid_string_to_bytes",
                "uuidString:string",
                "string",
                "The 16 bytes of a UUID.",
                (_, args) -> {
                    try {
                        String text = args.text(0);
                        if (text.length() != 36) {
                            throw args.bad(0, "UUID expected");
                        }
                        UUID uuid = UUID.fromString(text);
                        return ByteBuffer.allocate(16)
                                .putLong(uuid.getMostSignificantBits())
                                .putLong(uuid.getLeastSignificantBits())
                                .array();
                    } catch (IllegalArgumentException _) {
                        throw args.bad(0, "UUID expected");
                    }
                });
    }

    private static Base64.Encoder encoder(Base64.Encoder encoder, Args args) {
        return args.flag(1) ? encoder : encoder.withoutPadding();
    }

    private static byte[] decode(Base64.Decoder decoder, Args args) {
        try {
            return decoder.decode(args.bytes(0));
        } catch (IllegalArgumentException _) {
            throw args.bad(0, "Base64 expected");
        }
    }

    private static void hashes(ScriptFunctions.Area area) {
        area.add(
                "md5_hash",
                "input:string",
                "string",
                "MD5 in hexadecimal digits.",
                (_, args) -> HexFormat.of().formatHex(digest("MD5", args.bytes(0))));
        area.add(
                "sha256_hash",
                "input:string",
                "string",
                "SHA-256 in hexadecimal digits.",
                (_, args) -> HexFormat.of().formatHex(digest("SHA-256", args.bytes(0))));
        area.add(
                "hmac_sha256_hash",
                "input:string, key:string",
                "string",
                "HMAC with SHA-256, as 32 bytes.",
                (_, args) -> hmac(args.bytes(0), args.bytes(1), args));
        area.add(
                "rsa_sha256_hash",
                "input:string, key:string",
                "string",
                "Signature with an RSA private key in PEM, as bytes (PKCS #1 v1.5, SHA-256).",
                (_, args) -> sign(args.bytes(0), args.text(1), args));
    }

    private static byte[] digest(String algorithm, byte[] input) {
        try {
            return MessageDigest.getInstance(algorithm).digest(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }

    private static byte[] hmac(byte[] input, byte[] key, Args args) {
        if (key.length == 0) {
            throw args.bad(1, "key expected, got an empty string");
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    /// As before a wait, but the time counts.
    private static void beforeLongWork(ScriptCall call) {
        call.beforeBlocking();
        LaneThread.leaveLane();
    }

    private static byte[] sign(byte[] input, String pem, Args args) {
        LaneThread.leaveLane();
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(privateKey(pem));
            signature.update(input);
            return signature.sign();
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            throw args.bad(1, "RSA private key in PEM expected");
        }
    }

    /// Reads PKCS #8 and, with its header put in front, PKCS #1.
    private static PrivateKey privateKey(String pem) throws GeneralSecurityException {
        byte[] der =
                Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", "").strip());
        byte[] pkcs8 = pem.contains("BEGIN RSA PRIVATE KEY") ? wrapPkcs1(der) : der;
        return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }

    /// RFC 5208: SEQUENCE { version 0, rsaEncryption, OCTET STRING { key } }.
    private static byte[] wrapPkcs1(byte[] key) {
        byte[] algorithm = HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");
        byte[] octets = tagged(0x04, key);
        byte[] content =
                ByteBuffer.allocate(algorithm.length + octets.length)
                        .put(algorithm)
                        .put(octets)
                        .array();
        return tagged(0x30, content);
    }

    private static byte[] tagged(int tag, byte[] content) {
        int length = content.length;
        ByteBuffer out = ByteBuffer.allocate(length + 4 + 1);
        out.put((byte) tag).put((byte) 0x83);
        out.put((byte) (length >> 16)).put((byte) (length >> 8)).put((byte) length);
        return out.put(content).array();
    }

    private static byte[] encrypt(Args args, int keyLength) {
        var iv = new byte[IV_LENGTH];
        RANDOM.nextBytes(iv);
        byte[] input = args.bytes(0);
        byte[] text = cipher(Cipher.ENCRYPT_MODE, args, keyLength, iv, input, 0);
        return ByteBuffer.allocate(IV_LENGTH + text.length).put(iv).put(text).array();
    }

    private static byte[] decrypt(Args args, int keyLength) {
        byte[] input = args.bytes(0);
        if (input.length < IV_LENGTH) {
            throw args.bad(0, "at least 16 bytes expected");
        }
        byte[] iv = java.util.Arrays.copyOf(input, IV_LENGTH);
        return cipher(Cipher.DECRYPT_MODE, args, keyLength, iv, input, IV_LENGTH);
    }

    private static byte[] cipher(
            int mode, Args args, int keyLength, byte[] iv, byte[] input, int offset) {
        byte[] key = args.bytes(1);
        if (key.length != keyLength) {
            throw args.bad(1, "key of " + keyLength + " bytes expected");
        }
        try {
            // CFB without authentication is what tokens of existing games are made with.
            Cipher cipher = Cipher.getInstance("AES/CFB/NoPadding");
            cipher.init(mode, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
            return cipher.doFinal(input, offset, input.length - offset);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES", e);
        }
    }

    private static String jwt(Args args) {
        String method = args.text(0);
        byte[] claims = ScriptJson.encode(args.map(2));
        String header = ScriptJson.encodeText(Map.of("alg", method, "typ", "JWT"));
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        String content =
                encoder.encodeToString(header.getBytes(StandardCharsets.US_ASCII))
                        + '.'
                        + encoder.encodeToString(claims);
        byte[] signed = content.getBytes(StandardCharsets.US_ASCII);
        byte[] signature =
                switch (method) {
                    case "HS256" -> hmac(signed, args.bytes(1), args);
                    case "RS256" -> sign(signed, args.text(1), args);
                    default -> throw args.bad(0, "HS256 or RS256 expected");
                };
        return content + '.' + encoder.encodeToString(signature);
    }
}
