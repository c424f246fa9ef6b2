package io.kaosnet.core.api;

import com.google.protobuf.Message;

/// One call: its name, what it takes, what its caller must show, and the code that answers it.
/// Immutable.
///
/// @param name the gRPC method's name, or an extension's own; also the id of its hooks
/// @param request default instance of the request message
/// @param mayBlock whether the handler may wait (database, scripts): then it runs on a virtual
///     thread, otherwise right on the event loop
public record Endpoint<Q extends Message, R extends Message>(
        String name, Q request, Auth auth, boolean mayBlock, Handler<Q, R> handler) {

    /// Answers one call. Called on a virtual thread, or on an event loop for an endpoint that does
    /// not block.
    @FunctionalInterface
    public interface Handler<Q extends Message, R extends Message> {
        /// @throws ApiException with what the caller is to be told
        R handle(Caller caller, Q request);
    }
}
