package io.kaosnet.examples.asteroids;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the player knows of the match, from the differences that arrived. Owned by one thread.
final class StateReader {
    private static final int HISTORY_TICKS = 128;

    /// A ship as it was at one tick. Immutable.
    record Seen(
            int id,
            float x,
            float y,
            float angle,
            boolean isAlive,
            boolean isThrusting,
            boolean isShielded,
            int score) {}

    /// Everything at one tick. Immutable.
    record Snapshot(int tick, int ownShip, Map<Integer, Body> bodies, List<Seen> ships) {}

    private final Map<Integer, Snapshot> history = new HashMap<>();
    private final Map<Integer, String> names = new HashMap<>();
    private @Nullable Snapshot newest;
    private @Nullable Snapshot before;
    private int ignored;

    /// The newest state, or null before the first.
    @Nullable Snapshot newest() {
        return newest;
    }

    /// The state before the newest, for interpolation.
    @Nullable Snapshot before() {
        return before;
    }

    /// The player's own ship, or null before the first state.
    @Nullable Seen own() {
        Snapshot known = newest;
        if (known != null) {
            for (Seen ship : known.ships()) {
                if (ship.id() == known.ownShip()) {
                    return ship;
                }
            }
        }
        return null;
    }

    /// The tick to acknowledge.
    int newestTick() {
        Snapshot known = newest;
        return known == null ? 0 : known.tick();
    }

    /// States that did not fit what is known.
    int ignored() {
        return ignored;
    }

    String name(int ship) {
        return names.getOrDefault(ship, "?");
    }

    /// Forgets the match.
    void reset() {
        history.clear();
        names.clear();
        newest = null;
        before = null;
    }

    /// Takes a state; false when its baseline is unknown or it is damaged.
    boolean read(byte[] bytes) {
        try {
            return apply(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
        } catch (BufferUnderflowException _) {
            ignored++;
            return false;
        }
    }

    private boolean apply(ByteBuffer in) {
        int tick = in.getInt();
        int baseline = in.getInt();
        int ownShip = in.get() & 0xFF;
        Snapshot base = history.get(baseline);
        if ((baseline != 0 && base == null) || tick <= newestTick()) {
            ignored++;
            return false;
        }
        Map<Integer, Body> bodies = base == null ? new HashMap<>() : new HashMap<>(base.bodies());
        for (int n = in.getShort() & 0xFFFF; n > 0; n--) {
            bodies.remove(in.getShort() & 0xFFFF);
        }
        for (int n = in.getShort() & 0xFFFF; n > 0; n--) {
            int id = in.getShort() & 0xFFFF;
            bodies.put(
                    id,
                    new Body(
                            id,
                            in.get(),
                            in.getInt(),
                            in.getFloat(),
                            in.getFloat(),
                            in.getFloat(),
                            in.getFloat()));
        }
        List<Seen> ships = new ArrayList<>();
        for (int n = in.getShort() & 0xFFFF; n > 0; n--) {
            ships.add(ship(in));
        }
        Snapshot snapshot = new Snapshot(tick, ownShip, bodies, ships);
        history.put(tick, snapshot);
        history.keySet().removeIf(old -> old < tick - HISTORY_TICKS);
        before = newest;
        newest = snapshot;
        return true;
    }

    private static Seen ship(ByteBuffer in) {
        int id = in.get() & 0xFF;
        float x = (in.getShort() & 0xFFFF) / 65_536f * World.WIDTH;
        float y = (in.getShort() & 0xFFFF) / 65_536f * World.HEIGHT;
        float angle = (float) ((in.getShort() & 0xFFFF) / 65_536.0 * 2 * Math.PI);
        int flags = in.get();
        int score = in.getInt();
        return new Seen(
                id,
                x,
                y,
                angle,
                (flags & StateWriter.FLAG_ALIVE) != 0,
                (flags & StateWriter.FLAG_THRUST) != 0,
                (flags & StateWriter.FLAG_SHIELD) != 0,
                score);
    }

    /// Takes the list of names.
    void readNames(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        while (in.remaining() >= 2) {
            int id = in.get() & 0xFF;
            int length = in.get() & 0xFF;
            if (length > in.remaining()) {
                return;
            }
            byte[] name = new byte[length];
            in.get(name);
            names.put(id, new String(name, StandardCharsets.UTF_8));
        }
    }
}
