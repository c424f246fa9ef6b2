package io.kaosnet.examples.asteroids;

/// A player's or a bot's ship. Owned by its world.
final class Ship {
    final int id;
    final String name;
    final boolean isBot;
    float x = World.WIDTH / 2;
    float y = World.HEIGHT / 2;
    float vx;
    float vy;
    float angle;
    int score;
    boolean isThrusting;
    boolean isTurningLeft;
    boolean isTurningRight;
    boolean isFiring;
    int deadUntilTick;
    int shieldUntilTick;
    int nextShotTick;

    Ship(int id, String name, boolean isBot) {
        this.id = id;
        this.name = name;
        this.isBot = isBot;
    }

    boolean isAlive(int tick) {
        return tick >= deadUntilTick;
    }
}
