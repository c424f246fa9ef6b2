package io.kaosnet.core.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.OnEveryDatabase;
import io.kaosnet.protocol.api.StorageObject;
import io.kaosnet.protocol.api.StorageObjectList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

final class StorageIndexesTest {
    private static final UUID ANN = new UUID(7, 1);
    private static final UUID BOB = new UUID(7, 2);

    private static StorageWrite hero(String key, UUID owner, String value, int read) {
        return new StorageWrite("heroes", key, owner, value, "", read, 1);
    }

    private static StorageIndexSpec spec(int maxEntries, boolean indexOnly) {
        return new StorageIndexSpec(
                "heroes",
                "heroes",
                "",
                List.of("level", "class", "home.town"),
                List.of("level"),
                maxEntries,
                indexOnly);
    }

    private static List<String> find(Storage storage, String query, @Nullable UUID reader) {
        return keys(storage.indexes().list("heroes", query, 100, List.of("level"), reader, ""));
    }

    private static List<String> keys(StorageObjectList page) {
        return page.getObjectsList().stream().map(StorageObject::getKey).toList();
    }

    private static void define(Storage storage, StorageIndexSpec spec) {
        storage.indexes().define(spec).toCompletableFuture().join();
    }

    @OnEveryDatabase
    void findsWhatWasThereAndWhatComes(Database database) {
        var storage = new Storage(database, Clock.SYSTEM);
        storage.write(List.of(hero("old", ANN, "{\"level\":3,\"class\":\"mage\"}", 2)));
        define(storage, spec(100, false));
        storage.write(
                List.of(
                        hero("mine", ANN, "{\"level\":1,\"class\":\"mage\",\"note\":\"x\"}", 1),
                        hero("far", BOB, "{\"level\":2,\"home\":{\"town\":\"Rome\"}}", 2),
                        hero("mute", BOB, "{\"level\":9}", 0)));

        assertThat(find(storage, "*", null)).containsExactly("mine", "far", "old", "mute");
        assertThat(find(storage, "+value.class:mage", null)).containsExactly("mine", "old");
        assertThat(find(storage, "+value.level:>1", BOB)).containsExactly("far", "old");
        assertThat(find(storage, "*", ANN)).containsExactly("mine", "far", "old");
        assertThat(find(storage, "+value.home.town:Rome", null)).containsExactly("far");
        assertThat(find(storage, "+value.note:x", null)).isEmpty();
        assertThat(keys(storage.indexes().list("heroes", "*", 2, List.of("-level"), null, "")))
                .containsExactly("mute", "old");

        storage.write(List.of(hero("old", ANN, "{\"level\":30}", 2)));
        storage.delete(List.of(new StorageId("heroes", "mute", BOB)));
        assertThat(find(storage, "*", null)).containsExactly("mine", "far", "old");

        database.write(
                tx -> {
                    storage.forget(tx, BOB);
                    return true;
                });
        assertThat(find(storage, "*", null)).containsExactly("mine", "old");
    }

    @OnEveryDatabase
    void aWriteThatFailsLeavesTheIndexAsItWas(Database database) {
        var storage = new Storage(database, Clock.SYSTEM);
        define(storage, spec(100, false));
        assertThatThrownBy(
                        () ->
                                database.write(
                                        _ -> {
                                            storage.write(List.of(hero("a", ANN, "{}", 2)));
                                            throw ApiException.invalidArgument("no");
                                        }))
                .isInstanceOf(ApiException.class);
        assertThat(storage.indexes().size("heroes")).isZero();
        database.write(_ -> storage.write(List.of(hero("a", ANN, "{}", 2))));
        assertThat(storage.indexes().size("heroes")).isEqualTo(1);
    }

    @OnEveryDatabase
    void holdsTheNewestAndAnswersByItself(Database database) {
        var storage = new Storage(database, Clock.SYSTEM);
        define(storage, spec(2, true));
        for (int i = 0; i < 4; i++) {
            String value = "{\"level\":" + i + ",\"note\":\"secret\",\"home\":{\"x\":1}}";
            storage.write(List.of(hero("k" + i, ANN, value, 2)));
        }
        StorageObjectList page =
                storage.indexes().list("heroes", "*", 10, List.of("level"), null, "");
        assertThat(keys(page)).containsExactly("k2", "k3");
        assertThat(JsonTree.parse(page.getObjects(0).getValue()))
                .isEqualTo(Map.of("level", 2.0, "home", Map.of()));
    }

    @OnEveryDatabase
    void aFilterDecidesWhatGoesIn(Database database) {
        var storage = new Storage(database, Clock.SYSTEM);
        define(storage, spec(100, false));
        String name = spec(100, false).name();
        storage.write(List.of(hero("yes", ANN, "{}", 2), hero("no", ANN, "{}", 2)));
        storage.indexes()
                .filter(name, write -> write.key().startsWith("y"))
                .toCompletableFuture()
                .join();
        storage.write(List.of(hero("not", ANN, "{}", 2)));
        assertThat(find(storage, "*", null)).containsExactly("yes");
        define(storage, spec(100, false));
        assertThat(find(storage, "*", null)).as("kept with its filter").containsExactly("yes");
        storage.indexes().filter(name, null).toCompletableFuture().join();
        assertThat(find(storage, "*", null)).containsExactlyInAnyOrder("yes", "no", "not");
    }

    @OnEveryDatabase
    void pagesToTheEnd(Database database) {
        var storage = new Storage(database, Clock.SYSTEM);
        define(storage, spec(1000, false));
        List<StorageWrite> writes = new ArrayList<>();
        for (int i = 0; i < 57; i++) {
            writes.add(hero("k" + i, ANN, "{\"level\":" + i % 7 + "}", 2));
        }
        storage.write(writes);
        List<String> keys = new ArrayList<>();
        String cursor = "";
        do {
            StorageObjectList page =
                    storage.indexes().list("heroes", "*", 10, List.of("level"), null, cursor);
            keys.addAll(keys(page));
            cursor = page.getCursor();
        } while (!cursor.isEmpty());
        assertThat(keys).hasSize(57).doesNotHaveDuplicates();
        assertThatThrownBy(() -> storage.indexes().list("none", "*", 10, List.of(), null, ""))
                .hasMessageContaining("not found");
        assertThatThrownBy(() -> storage.indexes().list("heroes", "+a:>", 10, List.of(), null, ""))
                .hasMessageContaining("query");
        assertThatThrownBy(
                        () -> storage.indexes().list("heroes", "*", 9, List.of("class"), null, ""))
                .hasMessageContaining("order");
    }

    @OnEveryDatabase
    void endsAtWhatTheDatabaseHolds(Database database) throws Exception {
        var storage = new Storage(database, Clock.SYSTEM);
        List<Callable<Boolean>> writers = new ArrayList<>();
        for (int writer = 0; writer < 8; writer++) {
            int level = writer;
            writers.add(
                    () -> {
                        for (int i = 0; i < 20; i++) {
                            String key = "k" + i % 4;
                            if ((i + level) % 3 == 0) {
                                storage.delete(List.of(new StorageId("heroes", key, ANN)));
                            } else {
                                storage.write(
                                        List.of(hero(key, ANN, "{\"level\":" + level + "}", 2)));
                            }
                        }
                        return true;
                    });
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> running = new ArrayList<>();
            for (Callable<Boolean> writer : writers) {
                running.add(threads.submit(writer));
            }
            define(storage, spec(100, true));
            for (Future<Boolean> one : running) {
                assertThat(one.get()).isTrue();
            }
        }
        List<String> indexed = new ArrayList<>();
        for (StorageObject object :
                storage.indexes().list("heroes", "*", 100, List.of(), null, "").getObjectsList()) {
            indexed.add(object.getKey() + object.getValue());
        }
        List<String> stored = new ArrayList<>();
        for (StorageObject object : storage.list("heroes", null, 100, "").getObjectsList()) {
            stored.add(object.getKey() + object.getValue().replace(" ", ""));
        }
        assertThat(indexed).containsExactlyInAnyOrderElementsOf(stored);
    }
}
