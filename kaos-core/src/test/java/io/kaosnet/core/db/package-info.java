/// Tests of the database, and [OnEveryDatabase], on which every store's tests stand.
@NullMarked
package io.kaosnet.core.db;

import org.jspecify.annotations.NullMarked;
