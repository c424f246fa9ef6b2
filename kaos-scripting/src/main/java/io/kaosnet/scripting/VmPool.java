package io.kaosnet.scripting;

import io.kaosnet.runtime.RuntimeContext;
import io.kaosnet.runtime.RuntimeError;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// The virtual machines that run functions and hooks of one set. Safe from any thread. Bounded:
/// when all are busy a call waits for a while and is then refused.
final class VmPool {
    private final ScriptSet set;
    private final RuntimeContext loading;
    private final ScriptObserver observer;
    private final int waitMs;
    private final Semaphore permits;
    private final ConcurrentLinkedDeque<ScriptVm> idle = new ConcurrentLinkedDeque<>();

    /// @param loading context of the modules' runs in further machines
    VmPool(
            ScriptSet set,
            ScriptVm first,
            RuntimeContext loading,
            int capacity,
            int waitMs,
            ScriptObserver observer) {
        this.set = set;
        this.loading = loading;
        this.observer = observer;
        this.waitMs = waitMs;
        this.permits = new Semaphore(capacity);
        idle.add(paced(first));
    }

    /// @throws RuntimeError `UNAVAILABLE` when all are busy for too long
    ScriptVm take() {
        if (!permits.tryAcquire()) {
            awaitPermit();
        }
        try {
            ScriptVm script = idle.pollFirst();
            return script == null ? paced(set.newVm(loading)) : script;
        } catch (RuntimeException | Error e) {
            permits.release();
            throw e;
        }
    }

    private ScriptVm paced(ScriptVm script) {
        SlowLane.Pace pace = set.slowLane().newPace(script.vm);
        script.pace = pace;
        script.vm.pace(pace);
        return script;
    }

    private void awaitPermit() {
        try {
            if (permits.tryAcquire(waitMs, TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException _) {
            // The caller is being given up; it is told the same.
            Thread.currentThread().interrupt();
        }
        observer.onPoolFull();
        throw new RuntimeError(
                RuntimeError.UNAVAILABLE, "too many functions are running; try again");
    }

    /// Gives a machine back; a spent one is thrown away.
    void give(ScriptVm script) {
        if (script.isAlive()) {
            idle.addFirst(script);
        }
        permits.release();
    }
}
