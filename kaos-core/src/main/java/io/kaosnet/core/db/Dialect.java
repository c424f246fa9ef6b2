package io.kaosnet.core.db;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Turns the one SQL text of a store into an engine's own. Safe from any thread.
///
/// | token | PostgreSQL | SQLite | bound with |
/// |---|---|---|---|
/// | `{json}` | `?::jsonb` | `?` | [Query#bind(String)] |
/// | `{in-text}` | `= ANY (?)` | `IN (SELECT value FROM json_each(?))` | [Query#bindTexts] |
/// | `{in-long}` | `= ANY (?)` | `IN (SELECT value FROM json_each(?))` | [Query#bindLongs] |
/// | `{in-uuid}` | `= ANY (?)` | the same with `unhex(value)` | [Query#bindUuids] |
/// | `{for-update}` | `FOR UPDATE` | nothing: the writer is alone | |
/// | `{for-change}` | `FOR NO KEY UPDATE`: lets rows that refer to it be added | nothing | |
/// | `{for-reference}` | `FOR KEY SHARE`: as a row that refers to it does | nothing | |
/// | `{greatest}` `{least}` | `GREATEST` `LEAST` | `max` `min` | |
/// | `{ilike}` | `ILIKE` | `LIKE` (ASCII letters only) | |
final class Dialect {
    private static final Map<String, String> POSTGRESQL =
            Map.ofEntries(
                    Map.entry("{json}", "?::jsonb"),
                    Map.entry("{in-uuid}", "= ANY (?)"),
                    Map.entry("{in-text}", "= ANY (?)"),
                    Map.entry("{in-long}", "= ANY (?)"),
                    Map.entry("{for-update}", "FOR UPDATE"),
                    Map.entry("{for-change}", "FOR NO KEY UPDATE"),
                    Map.entry("{for-reference}", "FOR KEY SHARE"),
                    Map.entry("{greatest}", "GREATEST"),
                    Map.entry("{least}", "LEAST"),
                    Map.entry("{ilike}", "ILIKE"));
    private static final Map<String, String> SQLITE =
            Map.ofEntries(
                    Map.entry("{json}", "?"),
                    Map.entry("{in-uuid}", "IN (SELECT unhex(value) FROM json_each(?))"),
                    Map.entry("{in-text}", "IN (SELECT value FROM json_each(?))"),
                    Map.entry("{in-long}", "IN (SELECT value FROM json_each(?))"),
                    Map.entry("{for-update}", ""),
                    Map.entry("{for-change}", ""),
                    Map.entry("{for-reference}", ""),
                    Map.entry("{greatest}", "max"),
                    Map.entry("{least}", "min"),
                    Map.entry("{ilike}", "LIKE"));

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
