package io.kaosnet.core.auth;

import io.kaosnet.core.api.ApiException;
import java.util.LinkedHashMap;
import java.util.Map;

/// Slows down and locks out who fails to log in, per account and per address: the first failures
/// are free, then each doubles the wait, up to a quarter of an hour. Safe from any thread.
///
/// Bounded at [#CAPACITY] entries; the one that failed longest ago makes room.
final class Lockouts {
    static final int CAPACITY = 100_000;
    static final int FREE_PER_ACCOUNT = 5;
    static final int FREE_PER_ADDRESS = 20;
    static final long MAX_WAIT_NS = 900_000_000_000L;
    private static final long FIRST_WAIT_NS = 1_000_000_000L;

    private final Map<String, Attempts> entries =
            new LinkedHashMap<>(64, 0.75f, false) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Attempts> eldest) {
                    return size() > CAPACITY;
                }
            };

    private record Attempts(int failures, long lastNs, long openNs) {}

    /// Refuses while the account or the address has to wait. Counts the attempt against the account
    /// before its outcome is known, so that guesses made at once are not free.
    ///
    /// @param account what the caller names; never shown
    /// @throws ApiException `RESOURCE_EXHAUSTED` with the time to wait
    synchronized void begin(String account, String clientIp, long nowNs) {
        long waitNs = Math.max(waitNs("a" + account, nowNs), waitNs("i" + clientIp, nowNs));
        if (waitNs > 0) {
            throw ApiException.rateLimited(waitNs);
        }
        fail("a" + account, FREE_PER_ACCOUNT, nowNs);
    }

    /// Counts an attempt that failed against its address.
    synchronized void onFailure(String clientIp, long nowNs) {
        if (!clientIp.isEmpty()) {
            fail("i" + clientIp, FREE_PER_ADDRESS, nowNs);
        }
    }

    /// Clears the account; the address stays as it is, else one good login would let it go
    /// on guessing others.
    synchronized void onSuccess(String account) {
        entries.remove("a" + account);
    }

    private long waitNs(String key, long nowNs) {
        Attempts entry = entries.get(key);
        return entry == null ? 0 : Math.max(0, entry.openNs() - nowNs);
    }

    private void fail(String key, int free, long nowNs) {
        Attempts before = entries.remove(key);
        boolean isForgotten = before != null && nowNs - before.lastNs() > MAX_WAIT_NS;
        int failures = before == null || isForgotten ? 1 : before.failures() + 1;
        long waitNs = 0;
        if (failures >= free) {
            int doublings = Math.min(failures - free, 20);
            waitNs = Math.min(FIRST_WAIT_NS << doublings, MAX_WAIT_NS);
        }
        entries.put(key, new Attempts(failures, nowNs, nowNs + waitNs));
    }
}
