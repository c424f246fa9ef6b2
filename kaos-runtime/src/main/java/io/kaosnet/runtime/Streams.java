package io.kaosnet.runtime;

import io.kaosnet.protocol.realtime.Envelope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Streams of the game's own (modes from 8 on) and those of the server. Safe from any thread, never
/// blocks. All methods throw [RuntimeError] `INVALID_ARGUMENT` for malformed ids.
public interface Streams {
    /// The address of a stream.
    ///
    /// @param subject a UUID, or empty
    /// @param subcontext a UUID, or empty
    record Stream(int mode, String subject, String subcontext, String label) {}

    /// One session on a stream.
    record StreamPresence(
            String userId,
            String sessionId,
            String username,
            String node,
            boolean hidden,
            boolean persistence,
            String status) {}

    List<StreamPresence> list(Stream stream, boolean includeHidden, boolean includeNotHidden);

    int count(Stream stream);

    @Nullable StreamPresence find(Stream stream, String userId, String sessionId);

    /// @return whether the session was put on the stream; false when it was there already
    boolean join(
            Stream stream,
            String userId,
            String sessionId,
            boolean hidden,
            boolean persistence,
            String status);

    void update(
            Stream stream,
            String userId,
            String sessionId,
            boolean hidden,
            boolean persistence,
            String status);

    void leave(Stream stream, String userId, String sessionId);

    void close(Stream stream);

    /// @param sessionIds whom to send to; null for everybody on the stream
    void send(Stream stream, String data, @Nullable List<String> sessionIds, boolean reliable);

    /// Sends any message of the realtime protocol.
    ///
    /// @param sessionIds whom to send to; null for everybody on the stream
    void sendRaw(
            Stream stream, Envelope envelope, @Nullable List<String> sessionIds, boolean reliable);
}
