package io.kaosnet.protocol.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.io.SerializedString;
import io.kaosnet.protocol.api.User;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Users inside of other messages. The same message of a user is in one list after the other, and
/// most of what a list says: from the second time on its text is kept. Safe from any thread.
final class UserValue extends ValueCodec {
    /// A power of two. Two users of one place take it in turns.
    private static final int PLACES = 1 << 15;

    private static final int MAX_LENGTH = 1024;

    private final MessageJson json;
    private final ValueCodec codec;
    private final AtomicReferenceArray<@Nullable Kept> places = new AtomicReferenceArray<>(PLACES);

    /// A message that was written once, or oftener and then with its text.
    private record Kept(User user, @Nullable SerializedString text) {
        /// Of the message itself, not of its like: it never changes, so neither does its text.
        @SuppressWarnings("ReferenceEquality")
        boolean isOf(User other) {
            return user == other;
        }
    }

    UserValue(MessageJson json) {
        this.json = json;
        this.codec = new MessageValue(json, User::getDefaultInstance);
    }

    @Override
    void write(JsonGenerator out, Object value) throws IOException {
        User user = (User) value;
        int place = user.getId().hashCode() & PLACES - 1;
        Kept kept = places.get(place);
        if (kept == null || !kept.isOf(user)) {
            places.set(place, new Kept(user, null));
            codec.write(out, user);
            return;
        }
        SerializedString text = kept.text;
        if (text == null) {
            text = new SerializedString(json.toString(user));
            if (text.charLength() <= MAX_LENGTH) {
                places.set(place, new Kept(user, text));
            }
        }
        out.writeRawValue(text);
    }

    @Override
    Object read(JsonParser parser) throws IOException {
        return codec.read(parser);
    }
}
