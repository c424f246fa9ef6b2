package io.kaosnet.core.script;

import org.jspecify.annotations.Nullable;

/// A function of a script that was handed to the server. Only while the script's own call lasts.
@FunctionalInterface
public interface ScriptCallback {
    @Nullable Object call(@Nullable Object... args);
}
