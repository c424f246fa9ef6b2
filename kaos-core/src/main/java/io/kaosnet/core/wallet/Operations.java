package io.kaosnet.core.wallet;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.db.Tx;
import io.kaosnet.protocol.json.JsonFactories;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Changes that their callers named, and what came of them, in SQL: one that is sent again is
/// answered and not made. Pure functions over a transaction.
final class Operations {
    static final int MAX_KEY_CHARS = 128;
    private static final JsonFactory JSON = JsonFactories.create();

    private Operations() {}

    /// Takes the key for this transaction, unless the operation was made before.
    ///
    /// @return what came of it then; null when it is still to be made
    /// @throws ApiException `FAILED_PRECONDITION` when the key stands for other changes
    static @Nullable List<Wallets.Result> take(
            Tx tx, String key, List<WalletChange> changes, boolean updatesLedger, long nowMicros) {
        int taken =
                tx.sql(
                                "INSERT INTO wallet_operation (operation_key, create_time, result)"
                                        + " VALUES (?, ?, '') ON CONFLICT DO NOTHING")
                        .bind(key)
                        .bind(nowMicros)
                        .update();
        if (taken > 0) {
            return null;
        }
        String kept =
                tx.sql("SELECT result FROM wallet_operation WHERE operation_key = ?")
                        .bind(key)
                        .one(row -> row.text(1));
        String digest = digest(changes, updatesLedger);
        if (kept == null || !kept.startsWith(digest)) {
            throw new ApiException(
                    Code.FAILED_PRECONDITION,
                    "operation key: " + key + " stands for other changes");
        }
        return parse(kept.substring(digest.length()));
    }

    static void keep(
            Tx tx,
            String key,
            List<WalletChange> changes,
            boolean updatesLedger,
            List<Wallets.Result> results) {
        tx.sql("UPDATE wallet_operation SET result = ? WHERE operation_key = ?")
                .bind(digest(changes, updatesLedger) + toJson(results))
                .bind(key)
                .update();
    }

    /// Names what is asked for, so that another request under the same key is noticed.
    private static String digest(List<WalletChange> changes, boolean updatesLedger) {
        StringBuilder text = new StringBuilder().append(updatesLedger);
        for (WalletChange change : changes) {
            text.append('\n')
                    .append(change.userId())
                    .append(Balances.toJson(new TreeMap<>(change.changes())))
                    .append(change.metadata());
        }
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of()
                    .formatHex(sha.digest(text.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String toJson(List<Wallets.Result> results) {
        var text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            out.writeStartArray();
            for (Wallets.Result result : results) {
                out.writeString(result.userId().toString());
                out.writeString(Balances.toJson(new TreeMap<>(result.previous())));
                out.writeString(Balances.toJson(new TreeMap<>(result.updated())));
            }
            out.writeEndArray();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return text.toString();
    }

    private static List<Wallets.Result> parse(String json) {
        List<Wallets.Result> results = new ArrayList<>();
        try (JsonParser in = JSON.createParser(json)) {
            in.nextToken();
            for (String user = in.nextTextValue(); user != null; user = in.nextTextValue()) {
                Map<String, Long> previous = Balances.parse(in.nextTextValue());
                Map<String, Long> updated = Balances.parse(in.nextTextValue());
                results.add(new Wallets.Result(UUID.fromString(user), previous, updated));
            }
        } catch (IOException e) {
            throw new IllegalStateException("not what was kept: " + json, e);
        }
        return results;
    }
}
