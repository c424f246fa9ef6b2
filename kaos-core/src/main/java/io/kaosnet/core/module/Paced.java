package io.kaosnet.core.module;

/// A function or hook that sees to it by itself that it does not keep a lane for long. Every other
/// one goes on elsewhere before it runs.
public interface Paced {}
