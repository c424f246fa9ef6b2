package io.kaosnet.core.db;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.Collection;

/// Writes lists of texts as JSON, for SQLite's `json_each`.
final class JsonTexts {
    private JsonTexts() {}

    static String array(Collection<String> values) {
        StringBuilder json = new StringBuilder().append('[');
        for (String value : values) {
            json.append(json.length() == 1 ? "\"" : ",\"");
            JsonStringEncoder.getInstance().quoteAsString(value, json);
            json.append('"');
        }
        return json.append(']').toString();
    }
}
