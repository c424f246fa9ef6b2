package io.kaosnet.core.module;

import static io.kaosnet.core.module.DoorCalls.call;
import static io.kaosnet.core.module.DoorCalls.run;

import io.kaosnet.core.storage.Storage;
import io.kaosnet.core.storage.StorageId;
import io.kaosnet.core.storage.StorageIndexSpec;
import io.kaosnet.core.storage.StorageWrite;
import io.kaosnet.protocol.api.StorageObject;
import io.kaosnet.protocol.api.StorageObjectAck;
import io.kaosnet.protocol.api.StorageObjectList;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Storage as game code sees it. Blocks; safe from any virtual thread.
final class StorageDoor implements io.kaosnet.runtime.Storage {
    private static final int MAX_LIST = 100;

    private final Storage storage;

    StorageDoor(Storage storage) {
        this.storage = storage;
    }

    private static UUID owner(String id) {
        return id.isEmpty() ? Storage.SYSTEM : DoorCalls.uuid("user id", id);
    }

    static List<StorageId> ids(List<Id> ids) {
        List<StorageId> all = new ArrayList<>(ids.size());
        for (Id id : ids) {
            all.add(new StorageId(id.collection(), id.key(), owner(id.userId()), id.version()));
        }
        return all;
    }

    static List<StorageWrite> writes(List<Write> writes) {
        List<StorageWrite> all = new ArrayList<>(writes.size());
        for (Write write : writes) {
            all.add(
                    new StorageWrite(
                            write.collection(),
                            write.key(),
                            owner(write.userId()),
                            write.value(),
                            write.version(),
                            write.permissionRead(),
                            write.permissionWrite()));
        }
        return all;
    }

    @Override
    public List<StorageObject> read(List<Id> ids) {
        return call(() -> storage.read(ids(ids)));
    }

    @Override
    public List<StorageObjectAck> write(List<Write> writes) {
        return call(() -> storage.write(writes(writes)));
    }

    @Override
    public void delete(List<Id> ids) {
        run(() -> storage.delete(ids(ids)));
    }

    @Override
    public StorageObjectList list(String collection, String userId, int limit, String cursor) {
        return call(
                () ->
                        storage.list(
                                collection,
                                userId.isEmpty() ? null : owner(userId),
                                DoorCalls.limit(limit, 1, MAX_LIST),
                                cursor));
    }

    @Override
    public void index(Index index) {
        call(
                () ->
                        storage.indexes()
                                .define(
                                        new StorageIndexSpec(
                                                index.name(),
                                                index.collection(),
                                                index.key(),
                                                index.fields(),
                                                index.sortableFields(),
                                                index.maxEntries(),
                                                index.indexOnly())));
    }

    @Override
    public StorageObjectList search(
            String index, String query, int limit, List<String> order, String cursor) {
        return call(() -> storage.indexes().list(index, query, limit, order, null, cursor));
    }
}
