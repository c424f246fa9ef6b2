package io.kaosnet.core.api;

/// Sees the end of every call, for metrics. Safe from any thread, never blocks.
@FunctionalInterface
public interface CallObserver {
    void onCall(String name, Code outcome, long durationNs);
}
