package io.kaosnet.scripting;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What was ended for its budgets not long ago: functions and match handlers. Their next calls get
/// no free moments on a thread that they share. Safe from any thread; bounded by what is
/// registered.
///
/// @param <K> names them
final class Suspects<K> {
    private static final long SUSPECT_NS = 30_000_000_000L;

    private final Map<K, Long> killedNs = new ConcurrentHashMap<>();

    void add(K what) {
        killedNs.put(what, System.nanoTime());
    }

    boolean has(K what) {
        if (killedNs.isEmpty()) {
            return false;
        }
        Long whenNs = killedNs.get(what);
        if (whenNs == null) {
            return false;
        }
        if (System.nanoTime() - whenNs < SUSPECT_NS) {
            return true;
        }
        killedNs.remove(what, whenNs);
        return false;
    }
}
