/// What scripts can call, whatever their language: one table of functions with their arguments,
/// from which the functions themselves, the argument errors and the reference pages are made.
/// Values are plain: null, Boolean, Long, Double, text, List and Map. A language plugs in by
/// turning its values into these. Owns no table of the database.
@NullMarked
package io.kaosnet.core.script;

import org.jspecify.annotations.NullMarked;
