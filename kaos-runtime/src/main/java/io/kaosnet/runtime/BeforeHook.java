package io.kaosnet.runtime;

import com.google.protobuf.Message;
import org.jspecify.annotations.Nullable;

/// Runs before a call or a realtime message. On a virtual thread; may block.
@FunctionalInterface
public interface BeforeHook<Q extends Message> {
    /// @return the request to go on with; null to refuse it
    /// @throws RuntimeError to refuse it with a code and a text
    @Nullable Q run(RuntimeContext context, Q request);
}
