package io.kaosnet.examples.asteroids;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Writes the state as a difference against what a player is known to have. Owned by one match.
///
/// | bytes | field |
/// |---|---|
/// | 4, 4 | tick, tick of the baseline (0: none) |
/// | 1 | id of the player's own ship |
/// | 2, n x 2 | bodies gone since the baseline |
/// | 2, n x 23 | bodies new since the baseline: id u16, size u8, tick i32, x, y, vx, vy f32 |
/// | 2, n x 12 | ships: id u8, x, y, angle (65536ths) u16, flags u8 (1 alive, 2 thrust, 4
/// shield), score i32 |
///
/// All little-endian. Asteroids and bullets travel once; ships, which players steer, every time.
final class StateWriter {
    static final int OP_STATE = 1;
    static final int OP_INPUT = 2;
    static final int OP_NAMES = 3;
    static final int FLAG_ALIVE = 1;
    static final int FLAG_THRUST = 2;
    static final int FLAG_SHIELD = 4;

    private static final int HISTORY_TICKS = 128;

    private final Map<Integer, Set<Integer>> history = new HashMap<>();
    private final ByteBuffer out = ByteBuffer.allocate(32_768).order(ByteOrder.LITTLE_ENDIAN);

    /// Remembers the bodies of this tick; call once per tick before [#write].
    void remember(World world) {
        Set<Integer> ids = new HashSet<>();
        for (Body body : world.bodies()) {
            ids.add(body.id());
        }
        history.put(world.tick(), ids);
        history.remove(world.tick() - HISTORY_TICKS);
    }

    byte[] write(World world, int ownShip, int baselineTick) {
        Set<Integer> known = history.get(baselineTick);
        int baseline = known == null ? 0 : baselineTick;
        Set<Integer> had = known == null ? Set.of() : known;
        out.clear();
        out.putInt(world.tick()).putInt(baseline).put((byte) ownShip);
        List<Integer> gone = new ArrayList<>();
        Set<Integer> now = history.getOrDefault(world.tick(), Set.of());
        for (int id : had) {
            if (!now.contains(id)) {
                gone.add(id);
            }
        }
        putCount(gone.size());
        for (int id : gone) {
            out.putShort((short) id);
        }
        List<Body> fresh = new ArrayList<>();
        for (Body body : world.bodies()) {
            if (!had.contains(body.id())) {
                fresh.add(body);
            }
        }
        putCount(fresh.size());
        for (Body body : fresh) {
            out.putShort((short) body.id()).put((byte) body.size()).putInt(body.tick());
            out.putFloat(body.x()).putFloat(body.y()).putFloat(body.vx()).putFloat(body.vy());
        }
        putCount(world.shipCount());
        for (Ship ship : world.ships()) {
            putShip(ship, world.tick());
        }
        byte[] bytes = new byte[out.position()];
        out.get(0, bytes);
        return bytes;
    }

    private void putCount(int count) {
        out.putShort((short) count);
    }

    private void putShip(Ship ship, int tick) {
        double turn = ship.angle / (2 * Math.PI);
        int flags = ship.isAlive(tick) ? FLAG_ALIVE : 0;
        flags |= ship.isThrusting ? FLAG_THRUST : 0;
        flags |= tick < ship.shieldUntilTick ? FLAG_SHIELD : 0;
        out.put((byte) ship.id)
                .putShort((short) (ship.x / World.WIDTH * 65_536))
                .putShort((short) (ship.y / World.HEIGHT * 65_536))
                .putShort((short) ((turn - Math.floor(turn)) * 65_536))
                .put((byte) flags)
                .putInt(ship.score);
    }

    /// Who is who: id u8, length u8, name, for each ship.
    static byte[] names(World world) {
        ByteBuffer out = ByteBuffer.allocate(world.shipCount() * 34 + 1);
        for (Ship ship : world.ships()) {
            byte[] name = ship.name.getBytes(StandardCharsets.UTF_8);
            int length = Math.min(32, name.length);
            out.put((byte) ship.id).put((byte) length).put(name, 0, length);
        }
        byte[] bytes = new byte[out.position()];
        out.get(0, bytes);
        return bytes;
    }
}
