package io.kaosnet.runtime;

/// A function that clients and servers call by id. Called on a virtual thread; may block.
@FunctionalInterface
public interface RpcFunction {
    /// @return the answer's payload; empty for none
    /// @throws RuntimeError with what the caller is to be told
    String call(RuntimeContext context, String payload);
}
