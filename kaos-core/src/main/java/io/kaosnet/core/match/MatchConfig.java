package io.kaosnet.core.match;

/// Rules of matches. Immutable.
///
/// @param singleMatch whether joining a match leaves the others (`session.single_match`)
public record MatchConfig(boolean singleMatch) {}
