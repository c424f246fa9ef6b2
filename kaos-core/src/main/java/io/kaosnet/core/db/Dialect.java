package io.kaosnet.core.db;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Turns the one SQL text of a store into an engine's own. Safe from any thread.
///
/// | token | PostgreSQL | SQLite | bound with |
/// |---|---|---|---|
/// | `{json}` | `?::jsonb` | `?` | [Query#bind(String)] |
/// | `{in-uuid}` | `= ANY (?)` | `IN (SELECT unhex(value) FROM json_each(?))` | [Query#bindUuids]
/// |
/// | `{in-text}` | `= ANY (?)` | `IN (SELECT value FROM json_each(?))` | [Query#bindTexts] |
/// | `{in-long}` | `= ANY (?)` | `IN (SELECT value FROM json_each(?))` | [Query#bindLongs] |
/// | `{for-update}` | `FOR UPDATE` | nothing: the writer is alone | |
/// | `{for-change}` | `FOR NO KEY UPDATE`: lets rows that refer to it be added | nothing | |
/// | `{greatest}` `{least}` | `GREATEST` `LEAST` | `max` `min` | |
/// | `{ilike}` | `ILIKE` | `LIKE` (ASCII letters only) | |
final class Dialect {
    private static final Map<String, String> POSTGRESQL =
            Map.of(
                    "{json}", "?::jsonb",
                    "{in-uuid}", "= ANY (?)",
                    "{in-text}", "= ANY (?)",
                    "{in-long}", "= ANY (?)",
                    "{for-update}", "FOR UPDATE",
                    "{for-change}", "FOR NO KEY UPDATE",
                    "{greatest}", "GREATEST",
                    "{least}", "LEAST",
                    "{ilike}", "ILIKE");
    private static final Map<String, String> SQLITE =
            Map.of(
                    "{json}", "?",
                    "{in-uuid}", "IN (SELECT unhex(value) FROM json_each(?))",
                    "{in-text}", "IN (SELECT value FROM json_each(?))",
                    "{in-long}", "IN (SELECT value FROM json_each(?))",
                    "{for-update}", "",
                    "{for-change}", "",
                    "{greatest}", "max",
                    "{least}", "min",
                    "{ilike}", "LIKE");

    private final Map<String, String> tokens;
    private final Map<String, String> translated = new ConcurrentHashMap<>();

    Dialect(Engine engine) {
        this.tokens =
                switch (engine) {
                    case POSTGRESQL -> POSTGRESQL;
                    case SQLITE -> SQLITE;
                };
    }

    /// Texts are constants of the stores, so the map stays small; a text built per call is a
    /// mistake that would also defeat the statement caches.
    String translate(String sql) {
        String known = translated.get(sql);
        return known != null ? known : translated.computeIfAbsent(sql, this::replace);
    }

    private String replace(String sql) {
        String result = sql;
        for (Map.Entry<String, String> token : tokens.entrySet()) {
            result = result.replace(token.getKey(), token.getValue());
        }
        return result;
    }
}
