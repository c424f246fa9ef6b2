/// The search syntax of match, party and matchmaker listings and of the storage index: text to a
/// [io.kaosnet.core.query.Query], JSON to a [io.kaosnet.core.query.Document], and the score of one
/// against the other. Pure functions, no thread of its own, no table. Kernel: knows no feature.
@NullMarked
package io.kaosnet.core.query;

import org.jspecify.annotations.NullMarked;
