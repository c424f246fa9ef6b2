package io.kaosnet.core.db;

/// What keeps the data. Its migrations lie in the resource folder `db/<folder>`.
public enum Engine {
    SQLITE("sqlite"),
    POSTGRESQL("postgresql");

    private final String folder;

    Engine(String folder) {
        this.folder = folder;
    }

    String folder() {
        return folder;
    }
}
