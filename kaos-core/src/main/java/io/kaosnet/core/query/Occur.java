package io.kaosnet.core.query;

/// What a clause asks of a document.
public enum Occur {
    /// `+`: no match without it.
    MUST,
    /// No sign: one of these has to hold when there is no `+` clause; else it only adds score.
    SHOULD,
    /// `-`: no match with it.
    MUST_NOT
}
