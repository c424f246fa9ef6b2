package io.kaosnet.bench;

import java.util.List;

/// One kind of load and the figures it yields. Immutable; run by the main thread.
public interface Scenario {
    /// How the command line calls it.
    String name();

    /// One line for the list.
    String description();

    /// The options it knows beside the common ones.
    List<Option> options();

    /// Whether a server is started, or one that runs is used.
    default boolean needsServer() {
        return true;
    }

    /// Settings of the server that is started; the command line's win.
    default List<String> serverFlags() {
        return List.of();
    }

    /// Puts the load on the server for the bounded time that the options say.
    ///
    /// @throws BenchException when the server refuses, is gone or does not answer in time
    Result run(BenchContext context) throws InterruptedException;
}
