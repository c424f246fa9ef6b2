package io.kaosnet.core.query;

/// One clause of a query. Immutable.
///
/// @param boost what it adds to the score of a document that it matches; 1 unless given by `^`
public record Clause(Occur occur, Term term, double boost) {}
