package io.kaosnet.protocol.json;

import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.RecyclerPool;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Jackson's buffers in reserve, about 20 KB each. Jackson's own pools keep them per thread, from
/// which a virtual thread would not profit, or behind a lock, or without a bound. Safe from any
/// thread; takes no lock.
final class BufferPool implements RecyclerPool<BufferRecycler> {
    private static final long serialVersionUID = 1;

    /// Beyond these, buffers are made and dropped.
    private static final int CAPACITY = 64;

    private final transient AtomicReferenceArray<@Nullable BufferRecycler> slots =
            new AtomicReferenceArray<>(CAPACITY);

    @Override
    public BufferRecycler acquirePooled() {
        for (int i = 0; i < CAPACITY; i++) {
            BufferRecycler kept = slots.getPlain(i);
            if (kept != null && slots.compareAndSet(i, kept, null)) {
                return kept;
            }
        }
        return new BufferRecycler();
    }

    @Override
    public void releasePooled(BufferRecycler pooled) {
        for (int i = 0; i < CAPACITY; i++) {
            if (slots.getPlain(i) == null && slots.compareAndSet(i, null, pooled)) {
                return;
            }
        }
    }
}
