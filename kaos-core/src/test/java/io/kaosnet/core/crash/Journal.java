package io.kaosnet.core.crash;

/// Told of every write before it begins and after it was answered. Safe from any thread.
interface Journal {
    void onBegin(Step step);

    /// It is acknowledged.
    void onDone(Step step);

    /// It certainly did not happen.
    void onRefused(Step step);
}
