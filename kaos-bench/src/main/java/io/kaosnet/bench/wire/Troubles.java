package io.kaosnet.bench.wire;

import io.kaosnet.bench.BenchException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What went wrong on the generator's loops; the first of it is kept. Safe from any thread.
public final class Troubles {
    private final AtomicReference<@Nullable String> first = new AtomicReference<>();

    public void add(String what) {
        first.compareAndSet(null, what);
    }

    /// Empty when nothing went wrong.
    public String first() {
        String what = first.get();
        return what == null ? "" : what;
    }

    /// @throws BenchException when something went wrong
    public void refuse() {
        String what = first.get();
        if (what != null) {
            throw new BenchException(what);
        }
    }
}
