package io.kaosnet.examples.asteroids;

import com.googlecode.lanterna.TerminalSize;
import com.googlecode.lanterna.TextColor;
import com.googlecode.lanterna.graphics.TextGraphics;
import com.googlecode.lanterna.screen.Screen;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Draws the world into a terminal of any size. Owned by the terminal's thread.
final class Painter {
    private static final String SHIP = "→↘↓↙←↖↑↗";
    private static final int LEADERS = 5;

    private final Screen screen;

    Painter(Screen screen) {
        this.screen = screen;
    }

    /// @param status the line at the top, about the connection
    /// @return whether the terminal has another size now and has to be drawn anew
    boolean paint(StateReader state, double tickNow, String status) {
        TerminalSize resized = screen.doResizeIfNecessary();
        TerminalSize size = resized == null ? screen.getTerminalSize() : resized;
        screen.clear();
        TextGraphics graphics = screen.newTextGraphics();
        StateReader.Snapshot now = state.newest();
        if (now != null) {
            for (Body body : now.bodies().values()) {
                paintBody(graphics, size, body, tickNow);
            }
            for (StateReader.Seen ship : now.ships()) {
                paintShip(graphics, size, state, ship, now, tickNow);
            }
            paintScores(graphics, size, state, now);
        }
        graphics.setForegroundColor(TextColor.ANSI.CYAN);
        graphics.putString(0, 0, status);
        graphics.setForegroundColor(TextColor.ANSI.WHITE_BRIGHT);
        graphics.putString(
                0, size.getRows() - 1, "W/↑ thrust  A/← D/→ turn  SPACE fire  Q/Esc quit");
        return resized != null;
    }

    private static int column(TerminalSize size, float x) {
        return Math.clamp((int) (x / World.WIDTH * size.getColumns()), 0, size.getColumns() - 1);
    }

    private static int row(TerminalSize size, float y) {
        int rows = Math.max(1, size.getRows() - 2);
        return 1 + Math.clamp((int) (y / World.HEIGHT * rows), 0, rows - 1);
    }

    private static void paintBody(
            TextGraphics graphics, TerminalSize size, Body body, double tickNow) {
        float x = body.xAt(tickNow);
        float y = body.yAt(tickNow);
        if (body.isBullet()) {
            graphics.setForegroundColor(TextColor.ANSI.YELLOW_BRIGHT);
            graphics.putString(column(size, x), row(size, y), "•");
            return;
        }
        graphics.setForegroundColor(TextColor.ANSI.WHITE);
        int steps = 6 + 4 * body.size();
        for (int i = 0; i < steps; i++) {
            double angle = 2 * Math.PI * i / steps;
            float px = World.wrap(x + (float) Math.cos(angle) * body.radius(), World.WIDTH);
            float py = World.wrap(y + (float) Math.sin(angle) * body.radius(), World.HEIGHT);
            graphics.putString(column(size, px), row(size, py), "▒");
        }
    }

    private static void paintShip(
            TextGraphics graphics,
            TerminalSize size,
            StateReader state,
            StateReader.Seen ship,
            StateReader.Snapshot now,
            double tickNow) {
        if (!ship.isAlive()) {
            return;
        }
        StateReader.Seen earlier = find(state.before(), ship.id());
        float x = ship.x();
        float y = ship.y();
        StateReader.Snapshot before = state.before();
        if (earlier != null && earlier.isAlive() && before != null) {
            double share =
                    Math.clamp(
                            (tickNow - before.tick()) / Math.max(1, now.tick() - before.tick()),
                            0,
                            1);
            x = between(earlier.x(), ship.x(), share, World.WIDTH);
            y = between(earlier.y(), ship.y(), share, World.HEIGHT);
        }
        boolean isOwn = ship.id() == now.ownShip();
        graphics.setForegroundColor(
                ship.isShielded()
                        ? TextColor.ANSI.BLUE_BRIGHT
                        : isOwn ? TextColor.ANSI.GREEN_BRIGHT : TextColor.ANSI.RED_BRIGHT);
        int direction = (int) Math.round(ship.angle() / (Math.PI / 4)) & 7;
        graphics.putString(column(size, x), row(size, y), SHIP.substring(direction, direction + 1));
        if (ship.isThrusting()) {
            graphics.setForegroundColor(TextColor.ANSI.YELLOW);
            float back = World.SHIP_RADIUS;
            graphics.putString(
                    column(
                            size,
                            World.wrap(x - (float) Math.cos(ship.angle()) * back, World.WIDTH)),
                    row(size, World.wrap(y - (float) Math.sin(ship.angle()) * back, World.HEIGHT)),
                    "*");
        }
    }

    private static StateReader.@Nullable Seen find(
            StateReader.@Nullable Snapshot snapshot, int id) {
        if (snapshot != null) {
            for (StateReader.Seen ship : snapshot.ships()) {
                if (ship.id() == id) {
                    return ship;
                }
            }
        }
        return null;
    }

    private static float between(float from, float to, double share, float size) {
        return World.wrap(from + World.apart(to, from, size) * (float) share, size);
    }

    private static void paintScores(
            TextGraphics graphics, TerminalSize size, StateReader state, StateReader.Snapshot now) {
        List<StateReader.Seen> best = new ArrayList<>(now.ships());
        best.sort(Comparator.comparingInt(StateReader.Seen::score).reversed());
        int row = 1;
        for (int i = 0; i < best.size() && row < size.getRows() - 1; i++) {
            StateReader.Seen ship = best.get(i);
            boolean isOwn = ship.id() == now.ownShip();
            if (i >= LEADERS && !isOwn) {
                continue; // the best five, and oneself wherever one is
            }
            String line =
                    String.format("%2d %-12.12s %6d", i + 1, state.name(ship.id()), ship.score());
            int column = size.getColumns() - line.length() - 1;
            if (column > 0) {
                graphics.setForegroundColor(
                        isOwn ? TextColor.ANSI.GREEN_BRIGHT : TextColor.ANSI.MAGENTA_BRIGHT);
                graphics.putString(column, row++, line);
            }
        }
    }
}
