package io.kaosnet.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.core.api.Code;
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

    @Test
    void durationsAreHistogramsByTheirLabels() {
        try (var metrics = new ServerMetrics()) {
            var calls = metrics.calls();
            calls.onCall("Healthcheck", Code.OK, 100_000);
            calls.onCall("Healthcheck", Code.OK, 100_001);
            calls.onCall("Healthcheck", Code.OK, 9_000_000_000L);
            calls.onCall("GetAccount", Code.NOT_FOUND, 3_000_000);
            assertThat(metrics.scrape())
                    .contains(
                            "kaosnet_requests_seconds_bucket{call=\"Healthcheck\",code=\"ok\",le=\"1.0E-4\"} 1\n",
                            "kaosnet_requests_seconds_bucket{call=\"Healthcheck\",code=\"ok\",le=\"5.0E-4\"} 2\n",
                            "kaosnet_requests_seconds_bucket{call=\"Healthcheck\",code=\"ok\",le=\"5.0\"} 2\n",
                            "kaosnet_requests_seconds_bucket{call=\"Healthcheck\",code=\"ok\",le=\"+Inf\"} 3\n",
                            "kaosnet_requests_seconds_count{call=\"Healthcheck\",code=\"ok\"} 3\n",
                            "kaosnet_requests_seconds_sum{call=\"Healthcheck\",code=\"ok\"} 9.000200001\n",
                            "kaosnet_requests_seconds_count{call=\"GetAccount\",code=\"not_found\"} 1\n");
        }
    }
}
