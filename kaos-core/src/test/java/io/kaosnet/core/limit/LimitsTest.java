package io.kaosnet.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaosnet.testkit.Property;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class LimitsTest {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final UUID ANN = new UUID(0, 1);
    private static final UUID BOB = new UUID(0, 2);

    private static CallLimits limits(Rate user, Map<String, Rate> operations) {
        Rate wide = new Rate(1_000_000, 1_000_000);
        return new CallLimits(new LimitsConfig(true, user, wide, Rate.STRICT, wide, operations));
    }

    @Test
    void burstIsAdmittedThenTheRate() {
        CallLimits limits = limits(Rate.STRICT, Map.of());
        long now = 5 * SECOND_NS;
        for (int i = 0; i < 3; i++) {
            assertThat(limits.admit("GetAccount", ANN, "1.1.1.1", now)).isZero();
        }
        assertThat(limits.admit("GetAccount", ANN, "1.1.1.1", now)).isEqualTo(SECOND_NS / 5);
        assertThat(limits.admit("GetAccount", BOB, "1.1.1.1", now)).isZero();
        assertThat(limits.admit("GetAccount", ANN, "1.1.1.1", now + SECOND_NS / 5)).isZero();
        assertThat(limits.refusedCount()).isEqualTo(1);
    }

    @Test
    void loginsAreLimitedByAddressAndOperationsByUser() {
        CallLimits limits = limits(Rate.RELAXED, Map.of("RpcFunc", new Rate(1, 1)));
        for (int i = 0; i < 3; i++) {
            assertThat(limits.admit("AuthenticateDevice", null, "1.1.1.1", 0)).isZero();
        }
        assertThat(limits.admit("AuthenticateDevice", null, "1.1.1.1", 0)).isPositive();
        assertThat(limits.admit("AuthenticateDevice", null, "2.2.2.2", 0)).isZero();
        assertThat(limits.admit("RpcFunc", ANN, "", 0)).isZero();
        assertThat(limits.admit("RpcFunc", ANN, "", 0)).isEqualTo(SECOND_NS);
        assertThat(limits.admit("GetAccount", ANN, "", 0)).isZero();
    }

    @Test
    void neitherBucketLetsMoreThroughThanItsRate() {
        Property.check(
                200,
                random -> {
                    Rate rate = new Rate(1 + random.nextInt(200), 1 + random.nextInt(50));
                    CallLimits limits = limits(rate, Map.of());
                    var bucket = new TokenBucket(rate);
                    long now = random.nextLong();
                    long start = now;
                    int taken = 0;
                    for (int i = 0; i < 2000; i++) {
                        now += random.nextInt(20_000_000);
                        boolean admitted = limits.admit("x", ANN, "", now) == 0;
                        assertThat(bucket.tryTake(now)).isEqualTo(admitted);
                        taken += admitted ? 1 : 0;
                    }
                    double seconds = (now - start) / 1e9;
                    assertThat((double) taken)
                            .isLessThanOrEqualTo(rate.burst() + seconds * rate.perSec() + 1);
                });
    }

    @Test
    void ratesAreReadFromPresetsAndNumbers() {
        assertThat(Rate.parse("standard")).isEqualTo(Rate.STANDARD);
        assertThat(Rate.parse("7/9")).isEqualTo(new Rate(7, 9));
        assertThatThrownBy(() -> Rate.parse("fast")).hasMessageContaining("fast");
        assertThatThrownBy(() -> Rate.parse("0/5")).hasMessageContaining("0/5");
    }
}
