package io.kaosnet.lua.text;

/// Owned by one thread. A meter with a budget of steps.
final class LimitedMeter implements Meter {
    final IllegalStateException spent = new IllegalStateException("spent");
    private long left;

    LimitedMeter(long steps) {
        this.left = steps;
    }

    @Override
    public void steps(long count) {
        left -= count;
        if (left < 0) {
            throw spent;
        }
    }

    @Override
    public void bytes(long count) {
        steps(count >> 8);
    }
}
