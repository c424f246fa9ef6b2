package io.kaosnet.core.limit;

import io.kaosnet.core.api.RateLimits;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Limits calls by user, address and operation. Safe from any thread; a call costs a map look-up
/// and a compare-and-set for each bucket it takes from.
///
/// Bounded: full buckets are forgotten, and beyond [#CAPACITY] busy ones newcomers are admitted
/// without a bucket, since refusing them would lock out everybody during an attack from many
/// addresses.
public final class CallLimits implements RateLimits {
    static final int CAPACITY = 200_000;
    private static final int SWEEP_EVERY = 65_536;

    private final LimitsConfig config;
    private final Map<Object, AtomicLong> buckets = new ConcurrentHashMap<>();
    private final LongAdder refused = new LongAdder();
    private final AtomicLong admitted = new AtomicLong();

    /// A user's bucket for one operation.
    private record OperationKey(UUID userId, String operation) {}

    /// An address's bucket for authentications.
    private record LoginKey(String clientIp) {}

    public CallLimits(LimitsConfig config) {
        this.config = config;
    }

    /// Calls refused since the start.
    public long refusedCount() {
        return refused.sum();
    }

    public int bucketCount() {
        return buckets.size();
    }

    @Override
    public long admit(String operation, @Nullable UUID userId, String clientIp, long nowNs) {
        if (!config.enabled()) {
            return 0;
        }
        if (admitted.incrementAndGet() % SWEEP_EVERY == 0) {
            sweep(nowNs);
        }
        long waitNs = 0;
        if (!clientIp.isEmpty()) {
            waitNs = take(clientIp, config.address(), nowNs);
            if (waitNs == 0 && operation.startsWith("Authenticate")) {
                waitNs = take(new LoginKey(clientIp), config.login(), nowNs);
            }
        }
        if (waitNs == 0 && userId != null) {
            waitNs = take(userId, config.user(), nowNs);
            Rate own = config.operations().get(operation);
            if (waitNs == 0 && own != null) {
                waitNs = take(new OperationKey(userId, operation), own, nowNs);
            }
        }
        if (waitNs > 0) {
            refused.increment();
        }
        return waitNs;
    }

    /// Nanoseconds until there is a token; 0 when one was taken.
    private long take(Object key, Rate rate, long nowNs) {
        AtomicLong bucket = buckets.get(key);
        if (bucket == null) {
            if (buckets.size() >= CAPACITY) {
                return 0;
            }
            bucket = buckets.computeIfAbsent(key, _ -> new AtomicLong(nowNs));
        }
        long intervalNs = rate.intervalNs();
        long burstNs = intervalNs * rate.burst();
        while (true) {
            long fullNs = bucket.get();
            long next = (fullNs - nowNs > 0 ? fullNs : nowNs) + intervalNs;
            long overNs = next - nowNs - burstNs;
            if (overNs > 0) {
                return overNs;
            }
            if (bucket.compareAndSet(fullNs, next)) {
                return 0;
            }
        }
    }

    private void sweep(long nowNs) {
        buckets.values().removeIf(bucket -> bucket.get() - nowNs <= 0);
    }
}
