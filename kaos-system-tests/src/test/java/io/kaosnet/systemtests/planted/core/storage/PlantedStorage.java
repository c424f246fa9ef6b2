package io.kaosnet.systemtests.planted.core.storage;

import java.sql.Connection;
import java.sql.SQLException;

/// Breaks the rule that JDBC stays behind the database's door.
public final class PlantedStorage {
    private PlantedStorage() {}

    public static boolean isClosed(Connection connection) throws SQLException {
        return connection.isClosed();
    }
}
