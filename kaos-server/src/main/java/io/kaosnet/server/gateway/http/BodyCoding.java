package io.kaosnet.server.gateway.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/// Compression of bodies: gzip, and deflate in its raw form (RFC 1951). Pure functions.
final class BodyCoding {
    /// Below this an answer is sent as it is: compressing costs more than it saves.
    static final int MIN_COMPRESSED_BYTES = 512;

    /// What a compressed body may grow to, as a multiple of the largest body.
    private static final int MAX_GROWTH = 16;

    private BodyCoding() {}

    /// The first coding that we know in an `Accept-Encoding` value: `gzip`, `deflate` or empty.
    static String accepted(@Nullable String acceptEncoding) {
        if (acceptEncoding == null) {
            return "";
        }
        for (String part : acceptEncoding.split(",", -1)) {
            String token = part.trim().toLowerCase(Locale.ROOT);
            int semicolon = token.indexOf(';');
            boolean isRefused =
                    semicolon >= 0 && token.substring(semicolon).matches(";\\s*q=0(\\.0*)?");
            String coding = semicolon < 0 ? token : token.substring(0, semicolon).trim();
            if (!isRefused && (coding.equals("gzip") || coding.equals("deflate"))) {
                return coding;
            }
        }
        return "";
    }

    static byte[] compress(String coding, byte[] body) {
        var bytes = new ByteArrayOutputStream(body.length / 2 + 64);
        var raw = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try (var out =
                coding.equals("gzip")
                        ? new GZIPOutputStream(bytes)
                        : new DeflaterOutputStream(bytes, raw)) {
            out.write(body);
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        } finally {
            raw.end();
        }
        return bytes.toByteArray();
    }

    /// The body as it was before its `Content-Encoding`. One that is not what it says is taken as
    /// it is; null when it grows beyond what a body may be.
    static byte @Nullable [] decompress(@Nullable String coding, byte[] body, int maxBodyBytes) {
        if (coding == null || body.length == 0) {
            return body;
        }
        String name = coding.trim().toLowerCase(Locale.ROOT);
        int maxBytes = (int) Math.min(Integer.MAX_VALUE - 1, (long) maxBodyBytes * MAX_GROWTH);
        var raw = new Inflater(true);
        try (InputStream in = decoder(name, body, raw)) {
            if (in == null) {
                return body;
            }
            byte[] plain = in.readNBytes(maxBytes + 1);
            return plain.length > maxBytes ? null : plain;
        } catch (IOException _) {
            return body;
        } finally {
            raw.end();
        }
    }

    private static @Nullable InputStream decoder(String name, byte[] body, Inflater raw)
            throws IOException {
        var bytes = new ByteArrayInputStream(body);
        return switch (name) {
            case "gzip" -> new GZIPInputStream(bytes);
            case "deflate" -> new InflaterInputStream(bytes, raw);
            default -> null;
        };
    }
}
