package io.kaosnet.core.api;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.UUID;

/// Where a listing goes on: the sort key of the last row given, bound to the listing it belongs to.
/// Opaque to clients (base64url without padding).
public final class Cursor {
    private Cursor() {}

    /// Writes one field after the other, in the order they will be read.
    public static final class Writer {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final DataOutputStream out = new DataOutputStream(bytes);

        /// @param listing names the listing and what it filters by
        public Writer(String listing) {
            text(listing);
        }

        public Writer text(String value) {
            try {
                out.writeUTF(value);
            } catch (IOException e) {
                throw new IllegalStateException("cursor field too long", e);
            }
            return this;
        }

        public Writer number(long value) {
            try {
                out.writeLong(value);
            } catch (IOException e) {
                throw new IllegalStateException("writing to memory failed", e);
            }
            return this;
        }

        public Writer id(UUID value) {
            return number(value.getMostSignificantBits()).number(value.getLeastSignificantBits());
        }

        @Override
        public String toString() {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
        }
    }

    /// Reads the fields in the order they were written.
    public static final class Reader {
        private final DataInputStream in;

        /// @throws ApiException `INVALID_ARGUMENT` for text that is no cursor of this listing
        public Reader(String listing, String cursor) {
            byte[] bytes;
            try {
                bytes = Base64.getUrlDecoder().decode(cursor);
            } catch (IllegalArgumentException _) {
                throw invalid();
            }
            in = new DataInputStream(new ByteArrayInputStream(bytes));
            if (!text().equals(listing)) {
                throw invalid();
            }
        }

        public String text() {
            try {
                return in.readUTF();
            } catch (IOException _) {
                throw invalid();
            }
        }

        public long number() {
            try {
                return in.readLong();
            } catch (IOException _) {
                throw invalid();
            }
        }

        public UUID id() {
            return new UUID(number(), number());
        }

        private static ApiException invalid() {
            return ApiException.invalidArgument("cursor: not one of this listing");
        }
    }
}
