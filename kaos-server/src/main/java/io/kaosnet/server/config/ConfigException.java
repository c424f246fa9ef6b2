package io.kaosnet.server.config;

/// A configuration that the server does not start with; the text says which key, what it holds and
/// what is expected.
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConfigException(String message) {
        super(message, null, false, false);
    }
}
