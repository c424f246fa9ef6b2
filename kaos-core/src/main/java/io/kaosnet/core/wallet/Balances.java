package io.kaosnet.core.wallet;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.kaosnet.protocol.json.JsonFactories;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Map;
import java.util.TreeMap;

/// Balances by currency as the JSON text of a wallet. Pure functions.
final class Balances {
    private static final JsonFactory JSON = JsonFactories.create();

    private Balances() {}

    static Map<String, Long> parse(String json) {
        Map<String, Long> balances = new TreeMap<>();
        try (JsonParser in = JSON.createParser(json)) {
            in.nextToken();
            for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
                JsonToken value = in.nextToken();
                if (value.isNumeric()) {
                    balances.put(name, in.getLongValue());
                } else {
                    in.skipChildren();
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("wallet is not a JSON object of numbers", e);
        }
        return balances;
    }

    static String toJson(Map<String, Long> balances) {
        var text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            out.writeStartObject();
            for (Map.Entry<String, Long> entry : balances.entrySet()) {
                out.writeNumberField(entry.getKey(), entry.getValue());
            }
            out.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return text.toString();
    }
}
