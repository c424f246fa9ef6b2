package io.kaosnet.core.db;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/// Runs a test once on each of: SQLite in a file, SQLite in memory, PostgreSQL. The test takes a
/// [Database] parameter: its schema is up to date and it is empty but for the system user. Write
/// stores' tests with it:
///
/// ```java
/// @OnEveryDatabase
/// void whatIsWrittenIsRead(Database database) {
///     var store = new NoteStore(database);
/// ```
///
/// PostgreSQL is a real server, started once for all tests of a JVM. The databases are shared by
/// the tests and emptied before each, so tests must not run in parallel.
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(EveryDatabase.class)
public @interface OnEveryDatabase {}
