package io.kaosnet.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TallyTest {
    @Test
    void onlyWhatWasDueInsideTheWindowCounts() {
        var tally = new Tally();
        tally.onSent(5, 5);
        tally.open(10, 20);
        tally.onSent(9, 11);
        tally.onSent(12, 13);
        tally.onReceived(9, 14);
        tally.onSent(21, 21);
        tally.onReceived(12, 25_000_012);
        var totals = new Totals();
        tally.addTo(totals);
        assertThat(totals.sent()).isEqualTo(1);
        assertThat(totals.received()).isEqualTo(1);
        assertThat(totals.latencyMs(50)).isBetween(24.9, 25.1);
    }
}
