package io.kaosnet.runtime;

/// Told of sockets that open and close, after the fact. May block.
@FunctionalInterface
public interface SessionHook {
    void run(RuntimeContext context);
}
