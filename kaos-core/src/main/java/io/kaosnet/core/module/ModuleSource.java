package io.kaosnet.core.module;

import io.kaosnet.runtime.Registry;

/// One language's modules. Owned by whoever loads: one load at a time.
public interface ModuleSource {
    /// For logs: `lua`, `java`.
    String name();

    /// Reads the modules anew and registers what they have.
    ///
    /// @throws ModuleException when they cannot be used, with a text for their author
    void load(Registry registry);
}
