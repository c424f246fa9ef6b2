package io.kaosnet.runtime;

/// Runs when the server stops, within its grace.
@FunctionalInterface
public interface ShutdownHook {
    void run(RuntimeContext context);
}
