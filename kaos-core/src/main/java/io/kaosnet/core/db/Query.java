package io.kaosnet.core.db;

import io.kaosnet.core.thread.LaneThread;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One statement being bound and run. Owned by the thread that runs the operation. Ends
/// with exactly one of [#update], [#runBatch], [#one], [#list], [#each].
public final class Query {
    private final Tx tx;
    private final String text;
    private final PreparedStatement statement;

    /// Reading more rows than these, and all that is then made of them, is too much for a lane.
    private static final int LANE_ROWS = 64;

    private int position;

    /// Makes something of the current row.
    ///
    /// @param <T> what it makes
    @FunctionalInterface
    public interface Mapper<T> {
        T map(Row row);
    }

    /// Takes the current row.
    @FunctionalInterface
    public interface Consumer {
        void accept(Row row);
    }

    Query(Tx tx, String text, PreparedStatement statement) {
        this.tx = tx;
        this.text = text;
        this.statement = statement;
    }

    public Query bind(long value) {
        try {
            statement.setLong(++position, value);
            return this;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    public Query bind(double value) {
        try {
            statement.setDouble(++position, value);
            return this;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    public Query bind(boolean value) {
        try {
            statement.setBoolean(++position, value);
            return this;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    public Query bind(@Nullable String value) {
        try {
            statement.setString(++position, value);
            return this;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    public Query bind(byte @Nullable [] value) {
        try {
            statement.setBytes(++position, value);
            return this;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /// `uuid` on PostgreSQL, 16 bytes (`BLOB`) on SQLite: both order alike.
    public Query bind(@Nullable UUID value) {
        try {
            position++;
            switch (tx.engine()) {
                case POSTGRESQL -> statement.setObject(position, value, Types.OTHER);
                case SQLITE -> statement.setBytes(position, value == null ? null : bytes(value));
            }
            return this;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /// For `{in-uuid}`.
    public Query bindUuids(Collection<UUID> values) {
        StringBuilder hex = new StringBuilder(35 * values.size() + 2).append('[');
        return switch (tx.engine()) {
            case POSTGRESQL -> bindArray("uuid", values.toArray());
            case SQLITE -> {
                for (UUID value : values) {
                    hex.append(hex.length() == 1 ? "\"" : ",\"");
                    hex.append(value.toString().replace("-", "")).append('"');
                }
                yield bind(hex.append(']').toString());
            }
        };
    }

    /// For `{in-text}`.
    public Query bindTexts(Collection<String> values) {
        return switch (tx.engine()) {
            case POSTGRESQL -> bindArray("text", values.toArray());
            case SQLITE -> bind(JsonTexts.array(values));
        };
    }

    /// For `{in-long}`.
    public Query bindLongs(Collection<Long> values) {
        return switch (tx.engine()) {
            case POSTGRESQL -> bindArray("bigint", values.toArray());
            case SQLITE -> bind(values.toString());
        };
    }

    /// One column of many rows, for `unnest`; PostgreSQL only.
    public Query bindColumn(@Nullable String[] values) {
        return bindArray("text", values);
    }

    /// One column of many rows, for `unnest`; PostgreSQL only.
    public Query bindColumn(long[] values) {
        // An array of this type goes to the server as it is, and not as text.
        Long[] boxed = new Long[values.length];
        for (int i = 0; i < values.length; i++) {
            boxed[i] = values[i];
        }
        return bindArray("bigint", boxed);
    }

    /// One column of many rows, for `unnest`; PostgreSQL only.
    public Query bindColumn(UUID[] values) {
        return bindArray("uuid", values);
    }

    private Query bindArray(String type, @Nullable Object[] values) {
        try {
            statement.setArray(++position, tx.connection().createArrayOf(type, values));
            return this;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    static byte[] bytes(UUID value) {
        return ByteBuffer.allocate(16)
                .putLong(value.getMostSignificantBits())
                .putLong(value.getLeastSignificantBits())
                .array();
    }

    /// Ends this set of parameters; the next ones are bound from the first again.
    public Query addBatch() {
        try {
            statement.addBatch();
            position = 0;
            return this;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /// Runs the sets of parameters added by [#addBatch], in order.
    ///
    /// @return how many rows each changed
    public int[] runBatch() {
        requireWritable();
        int[] counts;
        try {
            counts = statement.executeBatch();
        } catch (SQLException e) {
            SQLException next = e.getNextException();
            throw failed(next == null ? e : next);
        }
        done();
        return counts;
    }

    /// Runs a statement that changes rows.
    ///
    /// @return how many it changed
    public int update() {
        requireWritable();
        int count;
        try {
            count = statement.executeUpdate();
        } catch (SQLException e) {
            throw failed(e);
        }
        done();
        return count;
    }

    /// Runs a statement that has neither rows nor a count.
    void run() {
        try {
            statement.execute();
        } catch (SQLException e) {
            throw failed(e);
        }
        done();
    }

    /// The first row, or null when there is none.
    public <T> @Nullable T one(Mapper<T> mapper) {
        T result;
        try {
            result = statement instanceof SqliteStatement own ? one(own, mapper) : ofFirst(mapper);
        } catch (SQLException e) {
            throw failed(e);
        } catch (RuntimeException e) {
            close(e);
            throw e;
        }
        done();
        return result;
    }

    private <T> @Nullable T ofFirst(Mapper<T> mapper) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            return rows.next() ? mapper.map(new PostgresRow(rows)) : null;
        }
    }

    private static <T> @Nullable T one(SqliteStatement statement, Mapper<T> mapper)
            throws SQLException {
        try {
            return statement.begin() ? mapper.map(statement.row()) : null;
        } finally {
            statement.end();
        }
    }

    /// Whether there is any row.
    public boolean exists() {
        return one(row -> true) != null;
    }

    public <T> List<T> list(Mapper<T> mapper) {
        List<T> result = new ArrayList<>();
        each(row -> result.add(mapper.map(row)));
        return result;
    }

    public void each(Consumer consumer) {
        try {
            if (statement instanceof SqliteStatement own) {
                each(own, consumer);
            } else {
                eachOfResult(consumer);
            }
        } catch (SQLException e) {
            throw failed(e);
        } catch (RuntimeException e) {
            close(e);
            throw e;
        }
        done();
    }

    private static void each(SqliteStatement statement, Consumer consumer) throws SQLException {
        try {
            Row row = statement.row();
            int count = 0;
            for (boolean isRow = statement.begin(); isRow; isRow = statement.next()) {
                leaveLaneAt(++count);
                consumer.accept(row);
            }
        } finally {
            statement.end();
        }
    }

    private void eachOfResult(Consumer consumer) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            Row row = new PostgresRow(rows);
            int count = 0;
            while (rows.next()) {
                leaveLaneAt(++count);
                consumer.accept(row);
            }
        }
    }

    private static void leaveLaneAt(int count) {
        if (count == LANE_ROWS) {
            LaneThread.leaveLane();
        }
    }

    private void requireWritable() {
        if (!tx.isWritable()) {
            throw new IllegalStateException("a read changes rows: " + text + " (expected: write)");
        }
    }

    /// Gives the statement back for the next use. One that failed is closed instead.
    private void done() {
        try {
            tx.release(text, statement);
        } catch (SQLException e) {
            throw SqlFailure.of(e);
        }
    }

    private RuntimeException failed(SQLException e) {
        close(e);
        return SqlFailure.of(e);
    }

    private void close(Exception because) {
        try {
            statement.close();
        } catch (SQLException closing) {
            because.addSuppressed(closing);
        }
    }
}
