package io.kaosnet.core.matchmaker;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tickets that the matchmaker's thread has claimed for one match. Immutable.
///
/// @param opening the places that they take in a match that runs; null for a match of their own
record Found(List<Ticket> group, @Nullable Opening opening) {}
