package io.kaosnet.core.rpc;

import io.kaosnet.core.api.Caller;

/// A function of the game. Called on a virtual thread; may block.
@FunctionalInterface
public interface RpcHandler {
    /// The answer's payload; empty for none.
    ///
    /// @param caller without identity for server-to-server calls
    /// @throws io.kaosnet.core.api.ApiException with what the caller is to be told
    String call(Caller caller, String payload);
}
