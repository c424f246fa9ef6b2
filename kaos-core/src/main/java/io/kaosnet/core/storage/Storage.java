package io.kaosnet.core.storage;

import com.google.protobuf.Empty;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Arguments;
import io.kaosnet.core.api.Auth;
import io.kaosnet.core.api.Caller;
import io.kaosnet.core.api.Cursor;
import io.kaosnet.core.api.Endpoint;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.Tx;
import io.kaosnet.protocol.api.DeleteStorageObjectId;
import io.kaosnet.protocol.api.DeleteStorageObjectsRequest;
import io.kaosnet.protocol.api.ListStorageObjectsRequest;
import io.kaosnet.protocol.api.ReadStorageObjectId;
import io.kaosnet.protocol.api.ReadStorageObjectsRequest;
import io.kaosnet.protocol.api.StorageObject;
import io.kaosnet.protocol.api.StorageObjectAck;
import io.kaosnet.protocol.api.StorageObjectAcks;
import io.kaosnet.protocol.api.StorageObjectList;
import io.kaosnet.protocol.api.StorageObjects;
import io.kaosnet.protocol.api.WriteStorageObject;
import io.kaosnet.protocol.api.WriteStorageObjectsRequest;
import io.kaosnet.protocol.kaosnet.SharedStorageObject;
import io.kaosnet.protocol.kaosnet.WriteSharedStorageRequest;
import io.kaosnet.protocol.rest.Route;
import io.kaosnet.protocol.rest.Routes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Objects of users and of the system. Blocks; safe from any virtual thread. Methods without a
/// caller are the server's own: they see and write everything.
public final class Storage {
    /// The owner of what belongs to no user.
    public static final UUID SYSTEM = new UUID(0, 0);

    private static final int MAX_LIMIT = 100;
    private static final UUID NOBODY = new UUID(0, 0);
    private static final int OWNER_MAY = 1;
    private static final int EVERYBODY_MAY = 2;

    private final Database database;
    private final StorageFields fields;
    private final StorageStore store;
    private final StorageWriter writer;
    private final StorageIndexes indexes;
    private final Clock clock;
    private final boolean isShared;

    public Storage(Database database, Clock clock) {
        this(database, clock, false);
    }

    /// @param isShared whether clients may let everybody write their objects
    public Storage(Database database, Clock clock, boolean isShared) {
        this.isShared = isShared;
        this.database = database;
        this.fields = new StorageFields(database);
        this.store = new StorageStore(database);
        this.writer = new StorageWriter(database, fields);
        this.indexes = new StorageIndexes(database, store);
        this.clock = clock;
    }

    /// Searches kept in memory.
    public StorageIndexes indexes() {
        return indexes;
    }

    /// Takes what a user owns away; part of the transaction that deletes the account. The rules of
    /// [io.kaosnet.core.db.Work] hold.
    public void forget(Tx tx, UUID userId) {
        StorageStore.deleteOwned(tx, userId);
        database.afterCommit(() -> indexes.onOwnerGone(userId));
    }

    /// Deletes all objects of an owner.
    public void deleteOwner(UUID userId) {
        database.write(
                tx -> {
                    forget(tx, userId);
                    return 0;
                });
    }

    public void bind(Endpoints.Builder endpoints, Routes.Builder routes) {
        Route shared =
                new Route(
                        "PUT",
                        "/v2/kaos/storage",
                        "WriteSharedStorage",
                        WriteSharedStorageRequest.getDefaultInstance(),
                        StorageObjectAcks.getDefaultInstance(),
                        "*");
        routes.add(shared);
        endpoints.add(
                new Endpoint<>(
                        shared.rpcName(),
                        WriteSharedStorageRequest.getDefaultInstance(),
                        Auth.SESSION,
                        true,
                        this::onWriteShared));
        endpoints.bind(
                "WriteStorageObjects",
                WriteStorageObjectsRequest.getDefaultInstance(),
                this::onWrite);
        endpoints.bind(
                "ReadStorageObjects", ReadStorageObjectsRequest.getDefaultInstance(), this::onRead);
        endpoints.bind(
                "ListStorageObjects", ListStorageObjectsRequest.getDefaultInstance(), this::onList);
        endpoints.bind(
                "DeleteStorageObjects",
                DeleteStorageObjectsRequest.getDefaultInstance(),
                this::onDelete);
    }

    /// Writes all or none, whatever the permissions of what is there.
    ///
    /// @return one acknowledgement for each, in the order given
    /// @throws ApiException `INVALID_ARGUMENT` when a version does not match
    public List<StorageObjectAck> write(List<StorageWrite> writes) {
        return write(writes, null);
    }

    private List<StorageObjectAck> write(List<StorageWrite> writes, @Nullable UUID caller) {
        if (writes.isEmpty()) {
            return List.of();
        }
        List<StorageObjectAck> acks = writer.write(writes, caller, clock.nowMs() * 1000);
        List<StorageId> written =
                writes.stream()
                        .map(one -> new StorageId(one.collection(), one.key(), one.userId()))
                        .toList();
        database.afterCommit(() -> indexes.onChange(written));
        return acks;
    }

    /// The objects that are there, in no order.
    public List<StorageObject> read(List<StorageId> ids) {
        return ids.isEmpty() ? List.of() : store.read(ids);
    }

    /// Deletes all or none; what is not there is no error, another version is.
    public void delete(List<StorageId> ids) {
        delete(ids, 0, false);
    }

    private void delete(List<StorageId> ids, int leastPermission, boolean isStrict) {
        if (!ids.isEmpty()) {
            store.delete(ids, leastPermission, isStrict);
            database.afterCommit(() -> indexes.onChange(ids));
        }
    }

    /// A page of a collection.
    ///
    /// @param userId the owner; null for all owners
    /// @param cursor where the last page ended; empty for the first
    public StorageObjectList list(
            String collection, @Nullable UUID userId, int limit, String cursor) {
        return userId == null
                ? listAll(collection, false, limit, cursor)
                : listOwned(collection, userId, 0, limit, cursor);
    }

    /// The names of the collections that have objects, in order.
    public List<String> collections() {
        return store.collections();
    }

    /// Declares fields that queries of a collection go by, and takes in what is there already. To
    /// be called before clients write to the collection. Declared fields outlive restarts.
    ///
    /// @param names dotted paths into the values
    public void declareFields(String collection, List<String> names) {
        StorageWrite.checkName("collection", collection);
        fields.declare(collection, names);
    }

    /// A page of a collection's objects that a filter wants, whoever owns them. Ordered by the
    /// declared field that narrows the search, if there is one, then by key and owner. A search
    /// that had to look at many objects may give a short page with a cursor.
    ///
    /// @param userId the owner; null for all owners
    /// @param limit 1..100
    /// @param cursor where the last page ended; empty for the first
    public StorageObjectList query(
            String collection,
            @Nullable UUID userId,
            StorageFilter filter,
            int limit,
            String cursor) {
        StorageWrite.checkName("collection", collection);
        if (limit < 1 || limit > MAX_LIMIT) {
            throw ApiException.invalidArgument("limit: " + limit + " (expected: 1..100)");
        }
        return new StorageSearch(store, fields, collection, userId, filter).page(limit, cursor);
    }

    private StorageObjectAcks onWrite(Caller caller, WriteStorageObjectsRequest request) {
        List<StorageWrite> writes = new ArrayList<>(request.getObjectsCount());
        for (WriteStorageObject object : request.getObjectsList()) {
            int read = object.hasPermissionRead() ? object.getPermissionRead().getValue() : 1;
            int write = object.hasPermissionWrite() ? object.getPermissionWrite().getValue() : 1;
            StorageWrite.checkPermission("permission_write", write, isShared ? 2 : 1);
            writes.add(
                    new StorageWrite(
                            object.getCollection(),
                            object.getKey(),
                            caller.userId(),
                            object.getValue(),
                            object.getVersion(),
                            read,
                            write));
        }
        return written(writes, caller.userId());
    }

    private StorageObjectAcks onWriteShared(Caller caller, WriteSharedStorageRequest request) {
        if (!isShared) {
            throw ApiException.permissionDenied("Objects are not shared on this server");
        }
        List<StorageWrite> writes = new ArrayList<>(request.getObjectsCount());
        for (SharedStorageObject object : request.getObjectsList()) {
            // The permissions are the ones that are there.
            writes.add(
                    new StorageWrite(
                            object.getCollection(),
                            object.getKey(),
                            Arguments.uuid("objects.user_id", object.getUserId()),
                            object.getValue(),
                            object.getVersion(),
                            EVERYBODY_MAY,
                            EVERYBODY_MAY));
        }
        // One's own objects, too, are changed here for what everybody may.
        return written(writes, NOBODY);
    }

    private StorageObjectAcks written(List<StorageWrite> writes, UUID caller) {
        Set<StorageId> seen = new HashSet<>();
        for (StorageWrite write : writes) {
            write.requireObject();
            if (!seen.add(new StorageId(write.collection(), write.key(), write.userId()))) {
                throw ApiException.invalidArgument("objects: the same object twice");
            }
        }
        return StorageObjectAcks.newBuilder().addAllAcks(write(writes, caller)).build();
    }

    private StorageObjects onRead(Caller caller, ReadStorageObjectsRequest request) {
        List<StorageId> ids = new ArrayList<>(request.getObjectIdsCount());
        for (ReadStorageObjectId id : request.getObjectIdsList()) {
            StorageWrite.checkName("collection", id.getCollection());
            StorageWrite.checkName("key", id.getKey());
            UUID owner =
                    id.getUserId().isEmpty()
                            ? SYSTEM
                            : Arguments.uuid("object_ids.user_id", id.getUserId());
            ids.add(new StorageId(id.getCollection(), id.getKey(), owner));
        }
        String self = caller.userId().toString();
        StorageObjects.Builder readable = StorageObjects.newBuilder();
        for (StorageObject object : read(ids)) {
            int least = object.getUserId().equals(self) ? OWNER_MAY : EVERYBODY_MAY;
            if (object.getPermissionRead() >= least) {
                readable.addObjects(object);
            }
        }
        return readable.build();
    }

    private StorageObjectList onList(Caller caller, ListStorageObjectsRequest request) {
        StorageWrite.checkName("collection", request.getCollection());
        int limit =
                Arguments.limit(
                        request.hasLimit() ? request.getLimit() : null, MAX_LIMIT, MAX_LIMIT);
        if (request.getUserId().isEmpty()) {
            return listAll(request.getCollection(), true, limit, request.getCursor());
        }
        UUID owner = Arguments.uuid("user_id", request.getUserId());
        int leastRead = owner.equals(caller.userId()) ? OWNER_MAY : EVERYBODY_MAY;
        return listOwned(request.getCollection(), owner, leastRead, limit, request.getCursor());
    }

    private StorageObjectList listOwned(
            String collection, UUID owner, int leastRead, int limit, String cursor) {
        String listing = "storage/" + collection + "/" + owner;
        int afterRead = -1;
        String afterKey = "";
        if (!cursor.isEmpty()) {
            Cursor.Reader reader = new Cursor.Reader(listing, cursor);
            afterRead = (int) reader.number();
            afterKey = reader.text();
        }
        List<StorageObject> page =
                store.listOwned(collection, owner, leastRead, afterRead, afterKey, limit + 1);
        return page(
                page,
                limit,
                last ->
                        new Cursor.Writer(listing)
                                .number(last.getPermissionRead())
                                .text(last.getKey())
                                .toString());
    }

    private StorageObjectList listAll(
            String collection, boolean isPublic, int limit, String cursor) {
        String listing = "storage/" + collection + (isPublic ? "/public" : "/all");
        String afterKey = "";
        UUID afterUser = SYSTEM;
        if (!cursor.isEmpty()) {
            Cursor.Reader reader = new Cursor.Reader(listing, cursor);
            afterKey = reader.text();
            afterUser = reader.id();
        }
        List<StorageObject> page = store.list(collection, isPublic, afterKey, afterUser, limit + 1);
        return page(
                page,
                limit,
                last ->
                        new Cursor.Writer(listing)
                                .text(last.getKey())
                                .id(UUID.fromString(last.getUserId()))
                                .toString());
    }

    /// @param found one more than the limit when there is a next page
    private static StorageObjectList page(
            List<StorageObject> found,
            int limit,
            java.util.function.Function<StorageObject, String> cursor) {
        StorageObjectList.Builder page = StorageObjectList.newBuilder();
        page.addAllObjects(found.subList(0, Math.min(limit, found.size())));
        if (found.size() > limit) {
            page.setCursor(cursor.apply(found.get(limit - 1)));
        }
        return page.build();
    }

    private Empty onDelete(Caller caller, DeleteStorageObjectsRequest request) {
        List<StorageId> ids = new ArrayList<>(request.getObjectIdsCount());
        for (DeleteStorageObjectId id : request.getObjectIdsList()) {
            StorageWrite.checkName("collection", id.getCollection());
            StorageWrite.checkName("key", id.getKey());
            ids.add(
                    new StorageId(
                            id.getCollection(), id.getKey(), caller.userId(), id.getVersion()));
        }
        delete(ids, OWNER_MAY, true);
        return Empty.getDefaultInstance();
    }
}
