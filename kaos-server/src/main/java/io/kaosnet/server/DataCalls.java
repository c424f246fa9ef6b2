package io.kaosnet.server;

import com.google.protobuf.Message;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.dossier.Dossiers;
import io.kaosnet.core.script.ScriptException;
import io.kaosnet.core.script.ScriptJson;
import io.kaosnet.core.storage.Storage;
import io.kaosnet.core.storage.StorageFiles;
import io.kaosnet.core.storage.StorageFiles.Format;
import io.kaosnet.core.storage.StorageFilter;
import io.kaosnet.protocol.json.MessageJson;
import io.kaosnet.server.console.ConsoleServer;
import io.kaosnet.server.console.ConsoleServer.Reply;
import io.kaosnet.server.console.ConsoleServer.Request;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The console port's calls on players' data: accounts and storage out and in, storage queries.
/// Blocks; safe from any virtual thread.
final class DataCalls {
    private static final Logger LOG = LoggerFactory.getLogger(DataCalls.class);
    private static final String JSON_TYPE = "application/json";
    private static final int MAX_EXPORT_CHARS = 128 * 1024 * 1024;
    private static final int STANDARD_LIMIT = 100;

    private final Storage storage;
    private final Dossiers dossiers;

    DataCalls(Storage storage, Dossiers dossiers) {
        this.storage = storage;
        this.dossiers = dossiers;
    }

    void bind(ConsoleServer console) {
        add(console, "GET", "/account/export", this::exportAccount);
        add(console, "POST", "/account/import", this::importAccount);
        add(console, "GET", "/storage/export", this::exportStorage);
        add(console, "POST", "/storage/import", this::importStorage);
        add(console, "POST", "/storage/query", this::query);
    }

    /// Sets what an operator's call does; what it throws is answered with its code.
    static void add(ConsoleServer console, String method, String path, ConsoleServer.Call call) {
        console.onCall(
                method,
                path,
                request -> {
                    try {
                        return call.answer(request);
                    } catch (ApiException e) {
                        return refusal(
                                e.code().httpStatus(),
                                e.code().number(),
                                String.valueOf(e.getMessage()));
                    } catch (IllegalArgumentException e) {
                        return refusal(400, 3, String.valueOf(e.getMessage()));
                    } catch (RuntimeException e) {
                        LOG.error("console call failed path={}", path, e);
                        return refusal(500, 13, "failed; the log says why");
                    }
                });
    }

    static Reply json(Message message) {
        return new Reply(200, JSON_TYPE, MessageJson.rest().toString(message));
    }

    /// A parameter that is a whole number.
    static int whole(Request request, String name, int standard, int most) {
        String text = request.parameter(name);
        if (text.isEmpty()) {
            return standard;
        }
        if (text.matches("[0-9]{1,9}")) {
            int value = Integer.parseInt(text);
            if (value >= 1 && value <= most) {
                return value;
            }
        }
        throw ApiException.invalidArgument(name + ": " + text + " (expected: 1.." + most + ")");
    }

    private static Reply refusal(int status, int code, String message) {
        return new Reply(
                status,
                JSON_TYPE,
                ScriptJson.encodeText(Map.of("error", message, "code", (long) code)));
    }

    private Reply exportAccount(Request request) {
        return new Reply(
                200, JSON_TYPE, dossiers.export(uuid("user_id", request.parameter("user_id"))));
    }

    private Reply importAccount(Request request) {
        String user = request.parameter("user_id");
        UUID id = dossiers.restore(request.body(), user.isEmpty() ? null : uuid("user_id", user));
        return new Reply(200, JSON_TYPE, "{\"user_id\":\"" + id + "\"}");
    }

    static UUID uuid(String name, @Nullable String text) {
        try {
            return UUID.fromString(String.valueOf(text));
        } catch (IllegalArgumentException _) {
            throw ApiException.invalidArgument(name + ": " + text + " (expected: a UUID)");
        }
    }

    private static Format format(Request request) {
        String format = request.parameter("format");
        return Format.parse(format.isEmpty() ? "json" : format);
    }

    private Reply exportStorage(Request request) {
        Format format = format(request);
        StringWriter out =
                new StringWriter() {
                    @Override
                    public void write(char[] text, int offset, int length) {
                        if (getBuffer().length() + length > MAX_EXPORT_CHARS) {
                            throw ApiException.invalidArgument(
                                    "too much for one answer: name a collection, or use"
                                            + " ./kaosnet storage export");
                        }
                        super.write(text, offset, length);
                    }
                };
        try {
            new StorageFiles(storage).export(request.parameter("collection"), format, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Reply(
                200, format == Format.CSV ? "text/csv; charset=utf-8" : JSON_TYPE, out.toString());
    }

    private Reply importStorage(Request request) {
        try {
            int count =
                    new StorageFiles(storage)
                            .restore(format(request), new StringReader(request.body()));
            return new Reply(200, JSON_TYPE, "{\"objects\":" + count + "}");
        } catch (IOException e) {
            throw ApiException.invalidArgument("body: " + e.getMessage());
        }
    }

    /// The body: `{"collection", "user_id"?, "filter"?, "limit"?, "cursor"?}`.
    private Reply query(Request request) {
        Map<?, ?> body = object(request.body());
        Object user = body.get("user_id");
        Object filter = body.containsKey("filter") ? body.get("filter") : Map.of();
        Object limit = body.containsKey("limit") ? body.get("limit") : Long.valueOf(STANDARD_LIMIT);
        if (!(filter instanceof Map<?, ?> form)) {
            throw ApiException.invalidArgument("filter: " + filter + " (expected: an object)");
        }
        if (!(limit instanceof Long count) || count != count.intValue()) {
            throw ApiException.invalidArgument("limit: " + limit + " (expected: 1..100)");
        }
        return json(
                storage.query(
                        text(body.get("collection")),
                        user == null ? null : uuid("user_id", user.toString()),
                        StorageFilter.parse(form),
                        count.intValue(),
                        text(body.get("cursor"))));
    }

    static Map<?, ?> object(String json) {
        try {
            if (ScriptJson.decode(json.getBytes(StandardCharsets.UTF_8)) instanceof Map<?, ?> map) {
                return map;
            }
        } catch (ScriptException e) {
            throw ApiException.invalidArgument("body: " + e.getMessage());
        }
        throw ApiException.invalidArgument("body: expected a JSON object");
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
