/// Everything that is held about one user as a single JSON text, and back into a server. Reads and
/// writes the tables of the features that keep something about users; objects and records go
/// through their doors, which have them in memory. Blocks; runs on virtual threads. Calls
/// [io.kaosnet.core.storage] and [io.kaosnet.core.leaderboard].
@NullMarked
package io.kaosnet.core.dossier;

import org.jspecify.annotations.NullMarked;
