package io.kaosnet.examples.asteroids;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// The rules: a world of 100 by 50 whose edges meet, ships, bullets, asteroids that split. Owned by
/// its match. The same seed and inputs give the same game.
final class World {
    static final int TICK_RATE_HZ = 60;
    static final float WIDTH = 100;
    static final float HEIGHT = 50;
    static final float SHIP_RADIUS = 1.5f;

    private static final float DT = 1f / TICK_RATE_HZ;
    private static final float THRUST = 20;
    private static final float ROTATION = 4;
    private static final float DRAG = 0.98f;
    private static final float BULLET_SPEED = 50;
    private static final int BULLET_TICKS = 2 * TICK_RATE_HZ;
    private static final int COOLDOWN_TICKS = TICK_RATE_HZ / 5;
    private static final int DEAD_TICKS = 3 * TICK_RATE_HZ;
    private static final int SHIELD_TICKS = 2 * TICK_RATE_HZ;
    private static final int MIN_ASTEROIDS = 5;
    private static final int MAX_BODIES = 512;
    private static final int[] POINTS = {0, 100, 50, 20};

    private final SplittableRandom random;
    private final Map<Integer, Ship> ships = new LinkedHashMap<>();
    private final List<Body> bodies = new ArrayList<>();
    private final Map<Integer, Integer> shooters = new LinkedHashMap<>();
    private int tick;
    private int nextBodyId = 1;

    World(long seed) {
        random = new SplittableRandom(seed);
    }

    int tick() {
        return tick;
    }

    Iterable<Ship> ships() {
        return ships.values();
    }

    int shipCount() {
        return ships.size();
    }

    List<Body> bodies() {
        return bodies;
    }

    Ship addShip(String name, boolean isBot) {
        int id = 1;
        while (ships.containsKey(id)) { // a byte on the wire: of those who left it is free again
            id++;
        }
        Ship ship = new Ship(id, name, isBot);
        ship.shieldUntilTick = tick + SHIELD_TICKS;
        // Not all in one place: bots that see the same do the same.
        ship.x = random.nextFloat() * WIDTH;
        ship.y = random.nextFloat() * HEIGHT;
        ship.angle = random.nextFloat() * 2 * (float) Math.PI;
        ships.put(ship.id, ship);
        return ship;
    }

    void removeShip(Ship ship) {
        ships.remove(ship.id);
    }

    /// One sixtieth of a second.
    void step() {
        tick++;
        for (Ship ship : ships.values()) {
            if (ship.isAlive(tick)) {
                move(ship);
            }
        }
        bodies.removeIf(
                body -> body.isBullet() && tick - body.tick() >= BULLET_TICKS && forget(body));
        hit();
        while (asteroidCount() < MIN_ASTEROIDS + ships.size() / 2) {
            spawnAsteroid();
        }
    }

    private boolean forget(Body bullet) {
        shooters.remove(bullet.id());
        return true;
    }

    private int asteroidCount() {
        int count = 0;
        for (Body body : bodies) {
            count += body.isBullet() ? 0 : 1;
        }
        return count;
    }

    private void spawnAsteroid() {
        // From an edge, so that nobody is hit out of nothing.
        boolean isLeft = random.nextBoolean();
        float x = isLeft ? 0 : random.nextFloat() * WIDTH;
        float y = isLeft ? random.nextFloat() * HEIGHT : 0;
        addAsteroid(3, x, y);
    }

    private void addAsteroid(int size, float x, float y) {
        double angle = random.nextDouble() * 2 * Math.PI;
        float speed = 8f * (4 - size) / 3;
        add(size, x, y, (float) Math.cos(angle) * speed, (float) Math.sin(angle) * speed);
    }

    private int add(int size, float x, float y, float vx, float vy) {
        int id = nextBodyId;
        nextBodyId = nextBodyId == 0xFFFF ? 1 : nextBodyId + 1;
        bodies.add(new Body(id, size, tick, x, y, vx, vy));
        return id;
    }

    private void move(Ship ship) {
        ship.angle +=
                ROTATION * DT * ((ship.isTurningRight ? 1 : 0) - (ship.isTurningLeft ? 1 : 0));
        if (ship.isThrusting) {
            ship.vx += (float) Math.cos(ship.angle) * THRUST * DT;
            ship.vy += (float) Math.sin(ship.angle) * THRUST * DT;
        }
        ship.vx *= DRAG;
        ship.vy *= DRAG;
        ship.x = wrap(ship.x + ship.vx * DT, WIDTH);
        ship.y = wrap(ship.y + ship.vy * DT, HEIGHT);
        if (ship.isFiring && tick >= ship.nextShotTick && bodies.size() < MAX_BODIES) {
            ship.nextShotTick = tick + COOLDOWN_TICKS;
            float cos = (float) Math.cos(ship.angle);
            float sin = (float) Math.sin(ship.angle);
            int id =
                    add(
                            0,
                            wrap(ship.x + cos * SHIP_RADIUS, WIDTH),
                            wrap(ship.y + sin * SHIP_RADIUS, HEIGHT),
                            ship.vx + cos * BULLET_SPEED,
                            ship.vy + sin * BULLET_SPEED);
            shooters.put(id, ship.id);
        }
    }

    private void hit() {
        List<Body> gone = new ArrayList<>();
        List<Body> asteroids = new ArrayList<>();
        for (Body body : bodies) {
            if (!body.isBullet()) {
                asteroids.add(body);
            }
        }
        for (Body bullet : List.copyOf(bodies)) {
            if (!bullet.isBullet()) {
                continue;
            }
            for (Body asteroid : asteroids) {
                if (!gone.contains(asteroid) && touches(bullet, asteroid)) {
                    gone.add(bullet);
                    gone.add(asteroid);
                    Integer shooter = shooters.remove(bullet.id());
                    Ship ship = shooter == null ? null : ships.get(shooter);
                    if (ship != null) {
                        ship.score += POINTS[asteroid.size()];
                    }
                    break;
                }
            }
        }
        bodies.removeAll(gone);
        for (Body asteroid : gone) {
            if (asteroid.size() > 1) {
                addAsteroid(asteroid.size() - 1, asteroid.xAt(tick), asteroid.yAt(tick));
                addAsteroid(asteroid.size() - 1, asteroid.xAt(tick), asteroid.yAt(tick));
            }
        }
        for (Ship ship : ships.values()) {
            for (Body body : bodies) {
                if (!body.isBullet()
                        && ship.isAlive(tick)
                        && tick >= ship.shieldUntilTick
                        && isNear(ship.x, ship.y, body, SHIP_RADIUS + body.radius())) {
                    kill(ship);
                }
            }
        }
    }

    private void kill(Ship ship) {
        ship.deadUntilTick = tick + DEAD_TICKS;
        ship.shieldUntilTick = ship.deadUntilTick + SHIELD_TICKS;
        ship.x = WIDTH / 2;
        ship.y = HEIGHT / 2;
        ship.vx = 0;
        ship.vy = 0;
        ship.angle = random.nextFloat() * 2 * (float) Math.PI;
    }

    private boolean touches(Body bullet, Body asteroid) {
        return isNear(
                bullet.xAt(tick), bullet.yAt(tick), asteroid, bullet.radius() + asteroid.radius());
    }

    private boolean isNear(float x, float y, Body body, float distance) {
        float dx = apart(x, body.xAt(tick), WIDTH);
        float dy = apart(y, body.yAt(tick), HEIGHT);
        return dx * dx + dy * dy < distance * distance;
    }

    /// Bots turn to a near asteroid and shoot; each has its own taste, so that they spread.
    void steerBots() {
        for (Ship ship : ships.values()) {
            if (ship.isBot) {
                steer(ship);
            }
        }
    }

    private void steer(Ship ship) {
        Body nearest = null;
        float best = Float.MAX_VALUE;
        float bestWeighed = Float.MAX_VALUE;
        for (Body body : bodies) {
            float dx = apart(body.xAt(tick), ship.x, WIDTH);
            float dy = apart(body.yAt(tick), ship.y, HEIGHT);
            float distance = dx * dx + dy * dy;
            float weighed = distance * (1 + (7 * ship.id + 3 * body.id()) % 8);
            if (!body.isBullet() && weighed < bestWeighed) {
                bestWeighed = weighed;
                best = distance;
                nearest = body;
            }
        }
        if (nearest == null) {
            return;
        }
        double wanted =
                Math.atan2(
                        apart(nearest.yAt(tick), ship.y, HEIGHT),
                        apart(nearest.xAt(tick), ship.x, WIDTH));
        double off = Math.IEEEremainder(wanted - ship.angle, 2 * Math.PI);
        ship.isTurningRight = off > 0.1;
        ship.isTurningLeft = off < -0.1;
        ship.isFiring = Math.abs(off) < 0.2 && best < 900;
        ship.isThrusting = best > 300 && Math.abs(off) < 0.5;
    }

    /// The shorter way from b to a in a world whose edges meet.
    static float apart(float a, float b, float size) {
        float difference = a - b;
        if (difference > size / 2) {
            return difference - size;
        }
        return difference < -size / 2 ? difference + size : difference;
    }

    static float wrap(float value, float size) {
        float wrapped = value % size;
        return wrapped < 0 ? wrapped + size : wrapped;
    }
}
