package io.kaosnet.core.session;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Signs and checks JSON Web Tokens with one key: HS256 only (RFC 7515, RFC 7519). Safe from any
/// thread.
public final class Jwt {
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
    private static final String HEADER =
            ENCODER.encodeToString(
                            "{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8))
                    + ".";

    /// Never used itself, only cloned: that is cheaper than looking the algorithm up.
    private final Mac keyed;

    public Jwt(String key) {
        try {
            keyed = Mac.getInstance("HmacSHA256");
            keyed.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException("not a key for HMAC-SHA256", e);
        }
    }

    /// The token of a payload.
    ///
    /// @param payload a JSON object, UTF-8
    public String sign(byte[] payload) {
        String signed = HEADER + ENCODER.encodeToString(payload);
        return signed + "." + ENCODER.encodeToString(mac(signed));
    }

    /// The payload of a token with a valid signature; null for any other text. What the payload
    /// says is for the caller to check, its end of life too.
    public byte @Nullable [] verify(String token) {
        int first = token.indexOf('.');
        int second = token.indexOf('.', first + 1);
        if (first < 0 || second < 0 || token.indexOf('.', second + 1) >= 0) {
            return null;
        }
        try {
            if (!token.startsWith(HEADER) && !isHs256(token.substring(0, first))) {
                return null;
            }
            // As text: the same bytes can be written in several ways, with padding for one.
            byte[] signature = token.substring(second + 1).getBytes(StandardCharsets.US_ASCII);
            byte[] expected = ENCODER.encode(mac(token.substring(0, second)));
            if (!MessageDigest.isEqual(signature, expected)) {
                return null;
            }
            return DECODER.decode(token.substring(first + 1, second));
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    /// Other libraries order or space the header differently. `none` and every other algorithm are
    /// refused by asking for exactly one.
    private static boolean isHs256(String header) {
        String json = new String(DECODER.decode(header), StandardCharsets.UTF_8);
        String compact = json.replaceAll("\\s", "");
        return compact.contains("\"alg\":\"HS256\"")
                && compact.indexOf("\"alg\"") == compact.lastIndexOf("\"alg\"");
    }

    private byte[] mac(String signed) {
        try {
            Mac mac = (Mac) keyed.clone();
            return mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's HMAC can be cloned", e);
        }
    }
}
