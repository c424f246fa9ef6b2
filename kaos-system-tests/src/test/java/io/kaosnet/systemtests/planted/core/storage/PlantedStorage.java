package io.kaosnet.systemtests.planted.core.storage;

import com.fasterxml.jackson.core.JsonFactory;
import java.sql.Connection;
import java.sql.SQLException;

/// Breaks the rules that JDBC stays behind the database's door, and that buffers of JSON are
// shared.
public final class PlantedStorage {
    private static final JsonFactory JSON = new JsonFactory();

    private PlantedStorage() {}

    public static boolean isClosed(Connection connection) throws SQLException {
        return connection.isClosed();
    }

    public static boolean isJson(String format) {
        return JSON.getFormatName().equals(format);
    }
}
