package io.kaosnet.scripting.functions;

import io.kaosnet.core.script.Args;
import io.kaosnet.core.script.ScriptException;
import io.kaosnet.core.script.ScriptFunction.Values;
import io.kaosnet.core.script.ScriptFunctions;
import io.kaosnet.core.script.ScriptTables;
import io.kaosnet.core.storage.Storage;
import io.kaosnet.core.storage.StorageFilter;
import io.kaosnet.core.storage.StorageId;
import io.kaosnet.core.storage.StorageIndexSpec;
import io.kaosnet.core.storage.StorageWrite;
import io.kaosnet.protocol.api.StorageObject;
import io.kaosnet.protocol.api.StorageObjectAck;
import io.kaosnet.protocol.api.StorageObjectList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Objects in collections.
public final class StorageFunctions {
    private StorageFunctions() {}

    public static void bind(ScriptFunctions functions, Storage storage) {
        bindIndexes(functions.area("Storage"), storage);
        bindQueries(functions.area("Storage"), storage);
        bindSimple(functions.area("Storage"), storage);
        functions
                .area("Storage")
                .addBlocking(
                        "storage_read",
                        "keys:table",
                        "table",
                        "The objects of a list of `{collection, key, user_id}`; what is not there"
                                + " is left out.",
                        (_, args) -> objects(storage.read(ids(args.list(0)))))
                .addBlocking(
                        "storage_write",
                        "objects:table",
                        "table",
                        "Writes a list of `{collection, key, user_id, value, version,"
                                + " permission_read, permission_write}`, all or none. The value is"
                                + " a table, or any other that has a JSON form. Returns their"
                                + " versions.",
                        (_, args) -> acks(storage.write(writes(args.list(0)))))
                .addBlocking(
                        "storage_delete",
                        "keys:any, collection:string?, key:string?",
                        "",
                        "Deletes a list of `{collection, key, user_id, version}`, all or none; or"
                                + " one object by its owner's id, collection and key.",
                        (_, args) -> {
                            storage.delete(
                                    isTable(args.any(0)) ? ids(args.list(0)) : List.of(id(args)));
                            return null;
                        })
                .addBlocking(
                        "storage_list",
                        "userId:string?, collection:string, limit:int?=100, cursor:string?,"
                                + " callerId:string?",
                        "objects, cursor",
                        "A page of a collection, of one owner or of all.",
                        (_, args) -> {
                            StorageObjectList page =
                                    storage.list(
                                            args.text(1),
                                            Results.uuidOrNull(args, 0),
                                            Results.limit(args, 2, 100),
                                            args.text(3));
                            return Values.of(
                                    objects(page.getObjectsList()), cursor(page.getCursor()));
                        });
    }

    private static void bindQueries(ScriptFunctions.Area area, Storage storage) {
        area.addBlocking(
                "storage_declare_fields",
                "collection:string, fields:table",
                "",
                "Keeps fields of a collection's values in a database index, so that queries by them"
                        + " are fast. Outlives restarts.",
                (_, args) -> {
                    storage.declareFields(args.text(0), ScriptTables.texts("fields", args.list(1)));
                    return null;
                });
        area.addBlocking(
                "storage_query",
                "collection:string, query:table, limit:int?=100, cursor:string?, userId:string?",
                "objects, cursor",
                "A page of a collection's objects whose values fit: `{level = {gte = 5}, class ="
                        + " \"mage\", [\"or\"] = {…}, [\"not\"] = {…}}` with `eq ne gt gte lt"
                        + " lte in contains exists`; of one owner or of all.",
                (_, args) -> {
                    StorageObjectList page =
                            storage.query(
                                    args.text(0),
                                    Results.uuidOrNull(args, 4),
                                    StorageFilter.parse(args.map(1)),
                                    Results.limit(args, 2, 100),
                                    args.text(3));
                    return Values.of(objects(page.getObjectsList()), cursor(page.getCursor()));
                });
    }

    /// One object at a time, as the first KaosNet had it.
    private static void bindSimple(ScriptFunctions.Area area, Storage storage) {
        area.addBlocking(
                        "storage_get",
                        "userId:string?, collection:string, key:string",
                        "value",
                        "The value of one object; nil when there is none.",
                        (_, args) -> {
                            var id = new StorageId(args.text(1), args.text(2), owner(args));
                            List<StorageObject> found = storage.read(List.of(id));
                            return found.isEmpty()
                                    ? null
                                    : Results.json(found.getFirst().getValue());
                        })
                .addBlocking(
                        "storage_set",
                        "userId:string?, collection:string, key:string, value:any",
                        "version",
                        "Writes one object, whatever is there; its owner may read and write it.",
                        (_, args) -> {
                            if (args.isNull(3)) {
                                throw args.bad(3, "expects a value");
                            }
                            var write =
                                    new StorageWrite(
                                            args.text(1),
                                            args.text(2),
                                            owner(args),
                                            Results.jsonObject(args, 3),
                                            "",
                                            1,
                                            1);
                            return storage.write(List.of(write)).getFirst().getVersion();
                        });
    }

    private static StorageId id(Args args) {
        for (int i = 1; i <= 2; i++) {
            if (args.text(i).isEmpty()) {
                throw args.bad(i, "expects a list of keys, or an owner, a collection and a key");
            }
        }
        return new StorageId(args.text(1), args.text(2), owner(args));
    }

    private static boolean isTable(@Nullable Object value) {
        return value instanceof List || value instanceof Map;
    }

    private static UUID owner(Args args) {
        return args.text(0).isEmpty() ? Storage.SYSTEM : Results.uuid(args, 0);
    }

    private static void bindIndexes(ScriptFunctions.Area area, Storage storage) {
        area.add(
                "register_storage_index",
                "name:string, collection:string, key:string?, fields:table, sortableFields:table?,"
                        + " maxEntries:int, indexOnly:bool?=false",
                "",
                "Keeps fields of a collection's values in memory, so that they can be searched.",
                (_, args) -> {
                    storage.indexes()
                            .define(
                                    new StorageIndexSpec(
                                            args.text(0),
                                            args.text(1),
                                            args.text(2),
                                            ScriptTables.texts("fields", args.list(3)),
                                            ScriptTables.texts("sortable fields", args.list(4)),
                                            args.smallInteger(5),
                                            args.flag(6)));
                    return null;
                });
        area.addBlocking(
                "storage_index_list",
                "index:string, query:string?, limit:int?=100, order:table?, callerId:string?,"
                        + " cursor:string?",
                "objects, cursor",
                "A page of what an index finds, in the syntax of match listings over"
                        + " `value.<field>`.",
                (_, args) -> {
                    StorageObjectList page =
                            storage.indexes()
                                    .list(
                                            args.text(0),
                                            args.text(1),
                                            Results.limit(args, 2, 100),
                                            ScriptTables.texts("order", args.list(3)),
                                            Results.uuidOrNull(args, 4),
                                            args.text(5));
                    return Values.of(objects(page.getObjectsList()), cursor(page.getCursor()));
                });
    }

    /// Scripts look for nil at the end.
    static @Nullable String cursor(String cursor) {
        return cursor.isEmpty() ? null : cursor;
    }

    private static UUID owner(Map<?, ?> table) {
        String text = ScriptTables.text(table, "user_id");
        return text.isEmpty() ? Storage.SYSTEM : Results.uuid("user_id", text);
    }

    static List<StorageId> ids(List<?> list) {
        List<StorageId> ids = new ArrayList<>();
        for (Map<?, ?> key : ScriptTables.tables("keys", list)) {
            ids.add(
                    new StorageId(
                            ScriptTables.requiredText(key, "collection"),
                            ScriptTables.requiredText(key, "key"),
                            owner(key),
                            ScriptTables.text(key, "version")));
        }
        return ids;
    }

    static List<StorageWrite> writes(List<?> list) {
        List<StorageWrite> writes = new ArrayList<>();
        for (Map<?, ?> object : ScriptTables.tables("objects", list)) {
            Object value = object.get("value");
            if (value == null) {
                throw new ScriptException("value: expected one");
            }
            writes.add(
                    new StorageWrite(
                            ScriptTables.requiredText(object, "collection"),
                            ScriptTables.requiredText(object, "key"),
                            owner(object),
                            Results.jsonObject(value),
                            ScriptTables.text(object, "version"),
                            (int) ScriptTables.integer(object, "permission_read", 1),
                            (int) ScriptTables.integer(object, "permission_write", 1)));
        }
        return writes;
    }

    private static List<Object> objects(List<StorageObject> objects) {
        return Results.tables(objects);
    }

    static List<Object> acks(List<StorageObjectAck> acks) {
        return Results.tables(acks);
    }
}
