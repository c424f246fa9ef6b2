package io.kaosnet.core.storage;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.api.Cursor;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.query.Query;
import io.kaosnet.core.query.QueryException;
import io.kaosnet.protocol.api.StorageObject;
import io.kaosnet.protocol.api.StorageObjectList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Searches in collections. Blocks; safe from any virtual thread.
///
/// An index shows every change from the moment the change's caller hears of it. A change is taken
/// in by reading the object anew under the index's lock, so whatever order the callers of two
/// changes come in, the index ends at what the database holds.
public final class StorageIndexes {
    private static final Logger LOG = LoggerFactory.getLogger(StorageIndexes.class);
    private static final int PAGE = 1000;

    /// Ends the name of an index that is to replace another one; no name has it.
    private static final String BUILDING = "\0building";

    private static final int MAX_LIMIT = 100;

    private final Database database;
    private final StorageStore store;
    private final Map<String, Searchable> byName = new ConcurrentHashMap<>();

    /// @param built done when everything that was there before is taken in
    private record Searchable(
            StorageIndex index,
            @Nullable Predicate<StorageWrite> filter,
            CompletableFuture<@Nullable Void> built) {}

    StorageIndexes(Database database, StorageStore store) {
        this.database = database;
        this.store = store;
    }

    /// Makes an index and fills it from the database in the background. One of the same name and
    /// kind is kept as it is, with its filter; one of another kind answers until the new one is
    /// complete.
    ///
    /// @return done when the index is complete
    public CompletionStage<@Nullable Void> define(StorageIndexSpec spec) {
        Searchable old = byName.get(spec.name());
        if (old != null && old.index().spec.equals(spec)) {
            return old.built();
        }
        return make(spec, old == null ? null : old.filter());
    }

    /// Fills an index anew with what a filter takes; it answers as before until that is done. None
    /// of that name is no error.
    ///
    /// @param filter null for all
    /// @return done when the index is complete
    public CompletionStage<@Nullable Void> filter(
            String name, @Nullable Predicate<StorageWrite> filter) {
        Searchable old = byName.get(name);
        if (old == null) {
            LOG.warn("filter of a storage index that is not there name={}", name);
            return CompletableFuture.completedFuture(null);
        }
        return filter == null && old.filter() == null
                ? old.built()
                : make(old.index().spec, filter);
    }

    private CompletionStage<@Nullable Void> make(
            StorageIndexSpec spec, @Nullable Predicate<StorageWrite> filter) {
        var made = new Searchable(new StorageIndex(spec), filter, new CompletableFuture<>());
        Searchable old = byName.get(spec.name());
        if (old == null || !old.built().isDone()) {
            byName.put(spec.name(), made);
        } else {
            // Changes reach it while it fills; searches do not.
            byName.put(spec.name() + BUILDING, made);
        }
        Thread.ofVirtual().name("storage-index-" + spec.name()).start(() -> build(made));
        return made.built();
    }

    private void build(Searchable made) {
        StorageIndexSpec spec = made.index().spec;
        try {
            fill(made);
        } catch (RuntimeException e) {
            LOG.error("storage index not built name={}", spec.name(), e);
            byName.remove(spec.name() + BUILDING, made);
            byName.remove(spec.name(), made);
            made.built().completeExceptionally(e);
            return;
        }
        if (byName.remove(spec.name() + BUILDING, made)) {
            byName.put(spec.name(), made);
        }
        made.built().complete(null);
        LOG.info("storage index name={} entries={}", spec.name(), made.index().size());
    }

    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        byName.keySet().stream()
                .filter(name -> !name.endsWith(BUILDING))
                .sorted()
                .forEach(names::add);
        return names;
    }

    /// How many objects an index holds; 0 when there is none of that name.
    public int size(String name) {
        Searchable found = byName.get(name);
        return found == null ? 0 : found.index().size();
    }

    private void fill(Searchable searchable) {
        StorageIndex index = searchable.index();
        String afterKey = "";
        UUID afterUser = Storage.SYSTEM;
        while (true) {
            List<StorageObject> page;
            synchronized (index) {
                page = store.list(index.spec.collection(), false, afterKey, afterUser, PAGE);
                for (StorageObject object : page) {
                    StorageId id = StorageStore.id(object);
                    if (index.spec.covers(id)) {
                        put(searchable, id, object);
                    }
                }
            }
            if (page.size() < PAGE) {
                return;
            }
            afterKey = page.getLast().getKey();
            afterUser = UUID.fromString(page.getLast().getUserId());
        }
    }

    /// Takes in what was changed. Called when the change is durable.
    void onChange(List<StorageId> ids) {
        for (Searchable searchable : byName.values()) {
            StorageIndex index = searchable.index();
            List<StorageId> covered = ids.stream().filter(index.spec::covers).toList();
            if (!covered.isEmpty()) {
                synchronized (index) {
                    Map<StorageId, StorageObject> present = new HashMap<>();
                    for (StorageObject object : store.read(covered)) {
                        present.put(StorageStore.id(object), object);
                    }
                    for (StorageId id : covered) {
                        StorageId plain = new StorageId(id.collection(), id.key(), id.userId());
                        put(searchable, plain, present.get(plain));
                    }
                }
            }
        }
    }

    void onOwnerGone(UUID userId) {
        for (Searchable searchable : byName.values()) {
            searchable.index().removeOwner(userId);
        }
    }

    private static void put(Searchable searchable, StorageId id, @Nullable StorageObject object) {
        Predicate<StorageWrite> filter = searchable.filter();
        boolean isWanted = object == null || filter == null || filter.test(asWrite(id, object));
        searchable.index().put(id, isWanted ? object : null);
    }

    private static StorageWrite asWrite(StorageId id, StorageObject object) {
        return new StorageWrite(
                id.collection(),
                id.key(),
                id.userId(),
                object.getValue(),
                object.getVersion(),
                object.getPermissionRead(),
                object.getPermissionWrite());
    }

    /// A page of what an index finds.
    ///
    /// @param query in the syntax of match listings, over `value.<field>`, `key`, `user_id`,
    ///     `create_time`, `update_time`
    /// @param limit 1..100
    /// @param order sortable fields, `-` before one for descending; empty for the best match first
    /// @param reader whose permissions count; null for the server
    /// @param cursor where the last page ended; empty for the first
    /// @throws ApiException `NOT_FOUND` for an index that does not exist, `INVALID_ARGUMENT` for a
    ///     query that cannot be read and other values out of range
    public StorageObjectList list(
            String name,
            String query,
            int limit,
            List<String> order,
            @Nullable UUID reader,
            String cursor) {
        Searchable searchable = byName.get(name);
        if (searchable == null) {
            throw ApiException.notFound("storage index " + name + " not found");
        }
        if (!searchable.built().isDone()) {
            throw new ApiException(Code.UNAVAILABLE, "storage index " + name + " is being built");
        }
        if (limit < 1 || limit > MAX_LIMIT) {
            throw ApiException.invalidArgument("limit: " + limit + " (expected: 1..100)");
        }
        StorageIndex index = searchable.index();
        List<StorageIndexOrder> orders = new ArrayList<>();
        for (String step : order) {
            orders.add(StorageIndexOrder.parse(index.spec, step));
        }
        List<StorageIndex.Found> found = index.search(parse(query), reader, orders);
        String listing = "storage-index/" + name + "/" + query + "/" + order;
        int start = start(found, listing, cursor);
        int end = Math.min(found.size(), start + limit);
        StorageObjectList.Builder page = StorageObjectList.newBuilder();
        page.addAllObjects(objects(index.spec, found.subList(start, end)));
        if (end < found.size()) {
            StorageId last = found.get(end - 1).entry().id();
            page.setCursor(
                    new Cursor.Writer(listing)
                            .number(end)
                            .text(last.collection())
                            .text(last.key())
                            .id(last.userId())
                            .toString());
        }
        return page.build();
    }

    private static Query parse(String query) {
        try {
            return Query.parse(query);
        } catch (QueryException e) {
            throw ApiException.invalidArgument("query: " + e.text());
        }
    }

    /// The place after the last object given; when that one has left, the place it had.
    private static int start(List<StorageIndex.Found> found, String listing, String cursor) {
        if (cursor.isEmpty()) {
            return 0;
        }
        Cursor.Reader reader = new Cursor.Reader(listing, cursor);
        int place = (int) reader.number();
        var last = new StorageId(reader.text(), reader.text(), reader.id());
        for (int i = 0; i < found.size(); i++) {
            if (found.get(i).entry().id().equals(last)) {
                return i + 1;
            }
        }
        return Math.clamp(place, 0, found.size());
    }

    private List<StorageObject> objects(StorageIndexSpec spec, List<StorageIndex.Found> found) {
        if (spec.indexOnly()) {
            return found.stream().map(one -> one.entry().object()).toList();
        }
        List<StorageId> ids = found.stream().map(one -> one.entry().id()).toList();
        Map<StorageId, StorageObject> present = new HashMap<>();
        for (StorageObject object : database.read(_ -> store.read(ids))) {
            present.put(StorageStore.id(object), object);
        }
        List<StorageObject> objects = new ArrayList<>();
        for (StorageId id : ids) {
            StorageObject object = present.get(id);
            if (object != null) {
                objects.add(object);
            }
        }
        return objects;
    }
}
