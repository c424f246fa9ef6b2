package io.kaosnet.runtime;

/// A game's own code, in a jar in the modules directory. Found by `META-INF/services`; needs a
/// public constructor without arguments. Made once; called on the starting thread.
public interface KaosModule {
    /// Registers everything the module has. What it throws keeps the module from being loaded.
    void init(RuntimeContext context, Registry registry);
}
