package io.kaosnet.runtime;

/// The doors to the server's features. Safe from any thread; methods that say so may block.
public interface Server {
    Matches matches();

    Streams streams();

    Sessions sessions();

    /// Calls another registered function as the server. May block.
    ///
    /// @throws RuntimeError with the function's own refusal; `NOT_FOUND` when there is none
    String rpc(String id, String payload);
}
