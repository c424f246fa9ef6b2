package io.kaosnet.core.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.OnEveryDatabase;
import io.kaosnet.protocol.api.StorageObject;
import io.kaosnet.protocol.api.StorageObjectList;
import io.kaosnet.testkit.Property;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

final class StorageQueryTest {
    private static final UUID ANN = new UUID(7, 1);
    private static final List<String> WORDS = List.of("", "a", "ab", "b", "é", "\uFFFD", "😀");

    private static StorageWrite object(String collection, String key, UUID owner, String value) {
        return new StorageWrite(collection, key, owner, value, "", 1, 1);
    }

    private static List<String> keys(StorageObjectList page) {
        return page.getObjectsList().stream().map(StorageObject::getKey).toList();
    }

    private static List<String> find(Storage storage, Map<String, ?> form) {
        return keys(storage.query("items", null, StorageFilter.parse(form), 100, ""));
    }

    @OnEveryDatabase
    void everyOperator(Database database) {
        var storage = new Storage(database, Clock.SYSTEM);
        storage.write(
                List.of(
                        object("items", "axe", ANN, "{\"level\":5,\"tags\":[\"old\",\"sharp\"]}"),
                        object("items", "bow", ANN, "{\"level\":9,\"made\":{\"by\":\"Elf\"}}"),
                        object("items", "cap", ANN, "{\"level\":\"none\",\"rare\":true}"),
                        object("items", "dye", ANN, "{}")));

        assertThat(find(storage, Map.of("level", 5L))).containsExactly("axe");
        assertThat(find(storage, Map.of("level", Map.of("ne", 5))))
                .containsExactly("bow", "cap", "dye");
        assertThat(find(storage, Map.of("level", Map.of("gt", 5)))).containsExactly("bow");
        assertThat(find(storage, Map.of("level", Map.of("gte", 5)))).containsExactly("axe", "bow");
        assertThat(find(storage, Map.of("level", Map.of("lt", 9)))).containsExactly("axe");
        assertThat(find(storage, Map.of("level", Map.of("lte", 9)))).containsExactly("axe", "bow");
        assertThat(find(storage, Map.of("level", Map.of("in", List.of(9, "none")))))
                .containsExactly("bow", "cap");
        assertThat(find(storage, Map.of("level", Map.of("in", List.of())))).isEmpty();
        // As an empty list of a script comes.
        assertThat(find(storage, Map.of("level", Map.of("in", Map.of())))).isEmpty();
        assertThat(find(storage, Map.of("made.by", Map.of("contains", "lf"))))
                .containsExactly("bow");
        assertThat(find(storage, Map.of("tags", Map.of("contains", "sharp"))))
                .containsExactly("axe");
        assertThat(find(storage, Map.of("rare", Map.of("exists", true)))).containsExactly("cap");
        assertThat(
                        find(
                                storage,
                                Map.of(
                                        "or",
                                        List.of(Map.of("rare", true), Map.of("level", 9)),
                                        "not",
                                        Map.of("level", 9))))
                .containsExactly("cap");
        assertThatThrownBy(() -> StorageFilter.parse(Map.of("level", Map.of("near", 5))))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("near");
    }

    @OnEveryDatabase
    void declaredFieldsChangeNothingButTheOrder(Database database) {
        Property.check(
                5,
                random -> {
                    var plain = new Storage(database, Clock.SYSTEM);
                    String collection = "c" + random.nextLong();
                    Map<String, String> model = new HashMap<>();
                    fill(plain, collection, model, random, 40);
                    var declaring = new Storage(database, Clock.SYSTEM);
                    declaring.declareFields(collection, List.of("n", "t"));
                    fill(declaring, collection, model, random, 40);
                    // Reads the declarations anew, as after a restart.
                    var restarted = new Storage(database, Clock.SYSTEM);
                    fill(restarted, collection, model, random, 40);
                    for (int i = 0; i < 60; i++) {
                        StorageFilter filter = filter(random, 2);
                        Set<String> wanted = new HashSet<>();
                        model.forEach(
                                (key, value) -> {
                                    if (filter.matches(JsonTree.parse(value))) {
                                        wanted.add(key);
                                    }
                                });
                        assertThat(pages(restarted, collection, filter, 1 + random.nextInt(9)))
                                .as("%s", filter)
                                .doesNotHaveDuplicates()
                                .containsExactlyInAnyOrderElementsOf(wanted);
                    }
                });
    }

    private static List<String> pages(
            Storage storage, String collection, StorageFilter filter, int limit) {
        List<String> keys = new ArrayList<>();
        String cursor = "";
        do {
            StorageObjectList page = storage.query(collection, null, filter, limit, cursor);
            keys.addAll(keys(page));
            cursor = page.getCursor();
        } while (!cursor.isEmpty());
        return keys;
    }

    private static void fill(
            Storage storage,
            String collection,
            Map<String, String> model,
            RandomGenerator random,
            int count) {
        for (int i = 0; i < count; i++) {
            String key = "k" + random.nextInt(60);
            if (random.nextInt(4) == 0) {
                storage.delete(List.of(new StorageId(collection, key, ANN)));
                model.remove(key);
            } else {
                String value = value(random);
                storage.write(List.of(object(collection, key, ANN, value)));
                model.put(key, value);
            }
        }
    }

    private static String value(RandomGenerator random) {
        return switch (random.nextInt(4)) {
            case 0 -> "{\"n\":" + (random.nextInt(7) - 3) + "}";
            case 1 -> "{\"t\":\"" + word(random) + "\",\"n\":0.5}";
            case 2 -> "{\"t\":[\"" + word(random) + "\",\"" + word(random) + "\",1,null,true]}";
            default -> "{\"n\":[1,2," + random.nextInt(5) + "],\"t\":{\"x\":1}}";
        };
    }

    private static String word(RandomGenerator random) {
        String word = WORDS.get(random.nextInt(WORDS.size()));
        return random.nextInt(5) == 0 ? "long".repeat(40) + word : word;
    }

    private static @Nullable Object scalar(RandomGenerator random) {
        return switch (random.nextInt(4)) {
            case 0 -> word(random);
            case 1 -> random.nextBoolean();
            default -> (double) (random.nextInt(7) - 3);
        };
    }

    private static StorageFilter filter(RandomGenerator random, int depth) {
        String field = random.nextBoolean() ? "n" : "t";
        Object value = scalar(random);
        Object some = value == null ? "" : value;
        return switch (random.nextInt(depth > 0 ? 11 : 8)) {
            case 0 -> new StorageFilter.Eq(field, value);
            case 1 -> new StorageFilter.Ne(field, value);
            case 2 -> new StorageFilter.Gt(field, some);
            case 3 -> new StorageFilter.Gte(field, some);
            case 4 -> new StorageFilter.Lt(field, some);
            case 5 -> new StorageFilter.Lte(field, some);
            case 6 -> new StorageFilter.Contains(field, some);
            case 7 -> new StorageFilter.In(field, List.of(some, word(random)));
            case 8 ->
                    new StorageFilter.And(
                            List.of(filter(random, depth - 1), filter(random, depth - 1)));
            case 9 ->
                    new StorageFilter.Or(
                            List.of(filter(random, depth - 1), filter(random, depth - 1)));
            default -> new StorageFilter.Not(filter(random, depth - 1));
        };
    }
}
