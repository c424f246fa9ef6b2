package io.kaosnet.core.match;

import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.Tx;
import io.kaosnet.runtime.MatchPresence;
import io.kaosnet.runtime.MatchPresence.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/// Waiting matches in SQL. Blocks; safe from any virtual thread.
public final class StoredSnapshots implements MatchSnapshots {
    private static final String DELETE_ONE = "DELETE FROM match_snapshots WHERE match_id = ?";
    private static final String INSERT =
            "INSERT INTO match_snapshots (match_id, node, handler, tick, state, create_time)"
                    + " VALUES (?, ?, ?, ?, ?, ?)";
    private static final String INSERT_SEAT =
            "INSERT INTO match_snapshot_seats (match_id, position, user_id, session_id, username)"
                    + " VALUES (?, ?, ?, ?, ?)";
    private static final String MATCHES =
            "SELECT match_id, handler, tick, state FROM match_snapshots WHERE node = ?"
                    + " ORDER BY create_time, match_id";
    private static final String SEATS =
            "SELECT s.match_id, s.user_id, s.session_id, s.username"
                    + " FROM match_snapshot_seats s JOIN match_snapshots m"
                    + " ON m.match_id = s.match_id WHERE m.node = ?"
                    + " ORDER BY s.match_id, s.position";
    private static final String DELETE_ALL = "DELETE FROM match_snapshots WHERE node = ?";

    private final Database database;
    private final String node;
    private final Clock clock;

    /// @param node whose matches they are
    public StoredSnapshots(Database database, String node, Clock clock) {
        this.database = database;
        this.node = node;
        this.clock = clock;
    }

    @Override
    public void save(List<Saved> matches) {
        long nowMicros = clock.nowMs() * 1000;
        database.write(
                tx -> {
                    for (Saved match : matches) {
                        save(tx, match, nowMicros);
                    }
                    return null;
                });
    }

    private void save(Tx tx, Saved match, long nowMicros) {
        UUID id = match.id().id();
        tx.sql(DELETE_ONE).bind(id).update();
        tx.sql(INSERT)
                .bind(id)
                .bind(node)
                .bind(match.handlerName())
                .bind(match.tick())
                .bind(match.state().toArray())
                .bind(nowMicros)
                .update();
        int position = 0;
        for (MatchPresence player : match.players()) {
            tx.sql(INSERT_SEAT)
                    .bind(id)
                    .bind(position++)
                    .bind(UUID.fromString(player.userId()))
                    .bind(UUID.fromString(player.sessionId()))
                    .bind(player.username())
                    .update();
        }
    }

    @Override
    public List<Saved> take() {
        return database.write(
                tx -> {
                    Map<UUID, List<MatchPresence>> seats = seats(tx);
                    List<Saved> matches =
                            tx.sql(MATCHES)
                                    .bind(node)
                                    .list(
                                            row ->
                                                    new Saved(
                                                            new MatchId(row.uuid(1), node),
                                                            row.text(2),
                                                            row.integer(3),
                                                            seats.getOrDefault(
                                                                    row.uuid(1), List.of()),
                                                            Objects.requireNonNull(
                                                                    row.bytesOrNull(4))));
                    tx.sql(DELETE_ALL).bind(node).update();
                    return matches;
                });
    }

    private Map<UUID, List<MatchPresence>> seats(Tx tx) {
        Map<UUID, List<MatchPresence>> seats = new LinkedHashMap<>();
        tx.sql(SEATS)
                .bind(node)
                .each(
                        row ->
                                seats.computeIfAbsent(row.uuid(1), _ -> new ArrayList<>())
                                        .add(
                                                new MatchPresence(
                                                        row.uuid(2).toString(),
                                                        row.uuid(3).toString(),
                                                        row.text(4),
                                                        node,
                                                        Reason.JOIN)));
        return seats;
    }
}
