package io.kaosnet.examples.asteroids;

/// An asteroid or a bullet: where it was at one tick and how it moves, so that nobody has to send
/// it again. Immutable.
///
/// @param id unique in the match for a long while
/// @param size 3, 2, 1 for asteroids, 0 for a bullet
/// @param tick when it was at x, y
/// @param vx units per second
record Body(int id, int size, int tick, float x, float y, float vx, float vy) {
    static final float BULLET_RADIUS = 0.3f;

    boolean isBullet() {
        return size == 0;
    }

    float radius() {
        return isBullet() ? BULLET_RADIUS : size;
    }

    float xAt(double tickNow) {
        return World.wrap(x + (float) (vx * (tickNow - tick) / World.TICK_RATE_HZ), World.WIDTH);
    }

    float yAt(double tickNow) {
        return World.wrap(y + (float) (vy * (tickNow - tick) / World.TICK_RATE_HZ), World.HEIGHT);
    }
}
