/// The database: one door ([Database]) over SQLite (file or memory) and PostgreSQL.
///
/// Features keep their SQL in their own Store and run it through [Tx]; one SQL text serves both
/// engines with the tokens of [Dialect]. Owns the migrations' history table and nothing else.
/// SQLite writes run on one writer thread and share commits; PostgreSQL work runs on the caller's
/// (virtual) thread, behind a fair semaphore. Kernel: knows no feature.
@NullMarked
package io.kaosnet.core.db;

import org.jspecify.annotations.NullMarked;
