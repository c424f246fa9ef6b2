package io.kaosnet.runtime;

import com.google.protobuf.Message;
import org.jspecify.annotations.Nullable;

/// Runs after a call or a realtime message that went well, before the answer leaves. What it throws
/// is logged. On a virtual thread; may block.
@FunctionalInterface
public interface AfterHook<Q extends Message, R extends Message> {
    /// @param response null for realtime messages that are not answered
    void run(RuntimeContext context, @Nullable R response, Q request);
}
