package io.kaosnet.core.module;

import org.jspecify.annotations.Nullable;

/// Modules that cannot be loaded. The text says which and why, for their author.
public final class ModuleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ModuleException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
