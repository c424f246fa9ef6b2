package io.kaosnet.core.presence;

import io.kaosnet.protocol.realtime.Stream;
import java.util.UUID;

/// The address of a stream. Immutable.
///
/// @param mode one of [StreamMode], or the game's own from 8 to 255
/// @param subject what it is about (a user, a group, a match); [#NIL] when there is none
/// @param subcontext the second user of a direct chat, for instance; [#NIL] when there is none
/// @param label room name or the node of an authoritative match; may be empty
public record StreamKey(int mode, UUID subject, UUID subcontext, String label) {
    public static final UUID NIL = new UUID(0, 0);

    public StreamKey {
        if (mode < 0 || mode > 255) {
            throw new IllegalArgumentException("mode: " + mode + " (expected: 0..255)");
        }
    }

    public static StreamKey of(int mode, UUID subject) {
        return new StreamKey(mode, subject, NIL, "");
    }

    public static StreamKey of(int mode, UUID subject, String label) {
        return new StreamKey(mode, subject, NIL, label);
    }

    /// The wire form; nil ids are left out.
    public Stream toProto() {
        Stream.Builder stream = Stream.newBuilder().setMode(mode).setLabel(label);
        if (!subject.equals(NIL)) {
            stream.setSubject(subject.toString());
        }
        if (!subcontext.equals(NIL)) {
            stream.setSubcontext(subcontext.toString());
        }
        return stream.build();
    }
}
