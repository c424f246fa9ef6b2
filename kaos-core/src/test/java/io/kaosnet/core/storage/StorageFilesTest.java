package io.kaosnet.core.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.OnEveryDatabase;
import io.kaosnet.core.storage.StorageFiles.Format;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

final class StorageFilesTest {
    private static final UUID ANN = new UUID(7, 1);

    private static List<StorageWrite> sample() {
        List<StorageWrite> writes = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            String value = "{\"n\":" + i + ",\"t\":\"a, \\\"b\\\"\\n; ü €\"}";
            UUID owner = i % 2 == 0 ? ANN : Storage.SYSTEM;
            writes.add(new StorageWrite("c" + i % 3, "k,\"" + i, owner, value, "", i % 3, i % 2));
        }
        return writes;
    }

    private static String export(Storage storage, String collection, Format format)
            throws IOException {
        var text = new StringWriter();
        new StorageFiles(storage).export(collection, format, text);
        return text.toString();
    }

    @OnEveryDatabase
    void whatIsExportedComesBack(Database database) throws IOException {
        var storage = new Storage(database, Clock.SYSTEM);
        storage.write(sample());
        assertThat(storage.collections()).containsExactly("c0", "c1", "c2");
        for (Format format : Format.values()) {
            String before = export(storage, "", format);
            storage.delete(
                    sample().stream()
                            .map(w -> new StorageId(w.collection(), w.key(), w.userId()))
                            .toList());
            assertThat(storage.collections()).isEmpty();
            int count = new StorageFiles(storage).restore(format, new StringReader(before));
            assertThat(count).isEqualTo(250);
            assertThat(export(storage, "", format)).isEqualTo(before);
            assertThat(export(storage, "c1", format).length()).isLessThan(before.length() / 2);
        }
    }

    @OnEveryDatabase
    void valuesOfAnyRootComeBackAsTheyWere(Database database) throws IOException {
        var storage = new Storage(database, Clock.SYSTEM);
        List<String> values =
                List.of(
                        "5",
                        "-1.5",
                        "\"text\"",
                        "\"7\"",
                        "\"{\\\"a\\\":1}\"",
                        "\"\\\"\\\"\"",
                        "true",
                        "null",
                        "[1,[null,\"x\"],{\"y\":2}]",
                        "{\"f\":0.12345678901234567891,\"n\":123456789012345678901234567890}");
        List<StorageWrite> writes = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            writes.add(new StorageWrite("any", "k" + i, ANN, values.get(i), "", 2, 0));
        }
        for (Format format : Format.values()) {
            storage.write(writes);
            String before = export(storage, "", format);
            storage.delete(
                    writes.stream()
                            .map(w -> new StorageId(w.collection(), w.key(), w.userId()))
                            .toList());
            new StorageFiles(storage).restore(format, new StringReader(before));
            assertThat(storage.list("any", null, 100, "").getObjectsList())
                    .extracting(object -> object.getValue().replace(" ", ""))
                    .isEqualTo(values);
        }
    }

    @OnEveryDatabase
    void aFileWithAMistakeChangesNothingAndTellsItsPlace(Database database) throws IOException {
        var storage = new Storage(database, Clock.SYSTEM);
        String header = "collection,key,user_id,value,permission_read,permission_write\n";
        refused(storage, Format.CSV, "", "line 1");
        refused(storage, Format.CSV, header + "c,k,,{},1\n", "line 2: 5 fields");
        refused(storage, Format.CSV, header + "c,k,,{},1,1\nc,k2,,x,1,1\n", "line 3: value");
        refused(storage, Format.CSV, header + "c,k,,\"{\"\"a\"\":1},1,1\n", "does not end");
        refused(storage, Format.CSV, header + "c,k,bob,{},1,1\n", "line 2: user_id");
        refused(storage, Format.CSV, header + "c,k,,{},7,1\n", "line 2: permission_read");
        refused(storage, Format.JSON, "{}", "list");
        refused(storage, Format.JSON, "[5]", "object 0");
        refused(
                storage,
                Format.JSON,
                "[{\"collection\":\"c\",\"key\":\"k\",\"value\":{}},{\"key\":\"k\"}]",
                "object 1: collection");
        refused(storage, Format.JSON, "[{\"collection\":\"c\",", "object 0");
        refused(
                storage,
                Format.JSON,
                "[{\"collection\":\"c\",\"key\":\"k\",\"value\":{}}] []",
                "after the list");
        assertThat(storage.collections()).isEmpty();
        // As other servers write them: values as texts, no owner, no permissions.
        new StorageFiles(storage)
                .restore(
                        Format.JSON,
                        new StringReader(
                                "[{\"collection\":\"c\",\"key\":\"k\",\"value\":\"{\\\"a\\\":1}\"}]"));
        assertThat(storage.read(List.of(new StorageId("c", "k", Storage.SYSTEM)))).hasSize(1);
    }

    @OnEveryDatabase
    void gameCodeMayWriteAnyJson(Database database) {
        var storage = new Storage(database, Clock.SYSTEM);
        storage.declareFields("any", List.of("a"));
        List<String> values =
                List.of("5", "-1.5", "\"text\"", "true", "null", "[1,2]", "{\"a\":1}");
        for (int i = 0; i < values.size(); i++) {
            storage.write(
                    List.of(
                            new StorageWrite(
                                    "any", "k" + i, Storage.SYSTEM, values.get(i), "", 2, 0)));
        }
        assertThat(storage.list("any", null, 10, "").getObjectsList())
                .extracting(object -> object.getValue().replace(" ", ""))
                .isEqualTo(values);
        var filter = StorageFilter.parse(java.util.Map.of("a", 1.0));
        assertThat(storage.query("any", null, filter, 10, "").getObjectsList())
                .extracting(object -> object.getKey())
                .containsExactly("k6");
        assertThatThrownBy(() -> new StorageWrite("any", "k", Storage.SYSTEM, "5 6", "", 1, 1))
                .hasMessageContaining("not JSON");
    }

    private static void refused(Storage storage, Format format, String text, String why) {
        assertThatThrownBy(() -> new StorageFiles(storage).restore(format, new StringReader(text)))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining(why);
    }
}
