package io.kaosnet.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ServerMetricsTest {
    /// Nobody but the meter knows the supplier, so it must not be let go.
    @Test
    void countThatSomebodyElseKeepsIsReadAfterACollection() {
        try (var metrics = new ServerMetrics()) {
            var kept = new AtomicLong(1);
            metrics.count("kaosnet_test_kept", kept::get, "clause", "range");
            assertThat(metrics.scrape()).contains("kaosnet_test_kept_total{clause=\"range\"} 1.0");
            System.gc();
            kept.set(2);
            assertThat(metrics.scrape()).contains("kaosnet_test_kept_total{clause=\"range\"} 2.0");
        }
    }
}
