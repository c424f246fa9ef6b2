package io.kaosnet.core.session;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// A feature's own value on each session, found by index. The value is made on first use and must
/// only be touched on the session's lane.
public final class SessionLocal<T> {
    static final int CAPACITY = 8;
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final int index = COUNT.getAndIncrement();
    private final Supplier<T> initial;

    /// Made once for each feature, as a constant.
    public SessionLocal(Supplier<T> initial) {
        if (index >= CAPACITY) {
            throw new IllegalStateException("session locals: " + (index + 1) + " (expected: <= 8)");
        }
        this.initial = initial;
    }

    /// Only on the session's lane.
    @SuppressWarnings("unchecked")
    public T of(Session session) {
        Object[] locals = session.locals();
        Object value = locals[index];
        if (value == null) {
            value = initial.get();
            locals[index] = value;
        }
        return (T) value;
    }
}
