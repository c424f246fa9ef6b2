package io.kaosnet.core.storage;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.kaosnet.core.query.Document;
import io.kaosnet.core.query.Query;
import io.kaosnet.core.query.Value;
import io.kaosnet.protocol.api.StorageObject;
import io.kaosnet.protocol.json.JsonFactories;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The objects of one collection by their fields, in memory. Safe from any thread; changes hold its
/// lock, and so do searches.
final class StorageIndex {
    private static final JsonFactory JSON = JsonFactories.create();

    private static final Comparator<Entry> OLDEST_FIRST =
            Comparator.comparingLong(Entry::updateSec)
                    .thenComparingLong(Entry::order)
                    .thenComparing(Entry::id);

    final StorageIndexSpec spec;
    private final Map<StorageId, Entry> entries = new HashMap<>();
    private final TreeSet<Entry> byAge = new TreeSet<>(OLDEST_FIRST);
    private long lastOrder;

    /// @param object with a value of the indexed fields alone when the index answers by itself;
    ///     without value otherwise
    record Entry(
            StorageId id, long updateSec, long order, Document document, StorageObject object) {}

    /// A found entry with its place in the results.
    record Found(Entry entry, double score) {}

    StorageIndex(StorageIndexSpec spec) {
        this.spec = spec;
    }

    synchronized int size() {
        return entries.size();
    }

    /// Takes the object in as it is in the database now, or out when it is not there any more.
    synchronized void put(StorageId id, @Nullable StorageObject object) {
        Entry old = entries.remove(id);
        if (old != null) {
            byAge.remove(old);
        }
        if (object == null) {
            return;
        }
        String value = restricted(object.getValue());
        Document document = document(object, value);
        StorageObject kept =
                spec.indexOnly()
                        ? object.toBuilder().setValue(value).build()
                        : object.toBuilder().clearValue().build();
        var entry = new Entry(id, object.getUpdateTime().getSeconds(), ++lastOrder, document, kept);
        entries.put(id, entry);
        byAge.add(entry);
        if (entries.size() > spec.maxEntries()) {
            Entry oldest = byAge.removeFirst();
            entries.remove(oldest.id());
        }
    }

    synchronized void removeOwner(UUID userId) {
        List<Entry> owned =
                entries.values().stream().filter(e -> e.id().userId().equals(userId)).toList();
        for (Entry entry : owned) {
            entries.remove(entry.id());
            byAge.remove(entry);
        }
    }

    private static Document document(StorageObject object, String value) {
        Document.Builder document = Document.builder();
        document.json("value", value);
        return document.text("collection", object.getCollection())
                .text("key", object.getKey())
                .text("user_id", object.getUserId())
                .text("version", object.getVersion())
                .number("read", object.getPermissionRead())
                .number("write", object.getPermissionWrite())
                .number("create_time", (double) object.getCreateTime().getSeconds())
                .number("update_time", (double) object.getUpdateTime().getSeconds())
                .build();
    }

    /// The entries that match and that the reader may see, in the order asked for.
    ///
    /// @param reader null for the server
    synchronized List<Found> search(
            Query query, @Nullable UUID reader, List<StorageIndexOrder> orders) {
        List<Found> found = new ArrayList<>();
        for (Entry entry : entries.values()) {
            if (isReadable(entry, reader)) {
                double score = query.isAll() ? 1 : query.score(entry.document());
                if (score != Query.NO_MATCH) {
                    found.add(new Found(entry, score));
                }
            }
        }
        found.sort(comparator(orders));
        return found;
    }

    private static boolean isReadable(Entry entry, @Nullable UUID reader) {
        int read = entry.object().getPermissionRead();
        return reader == null || read == 2 || (read == 1 && entry.id().userId().equals(reader));
    }

    static Comparator<Found> comparator(List<StorageIndexOrder> orders) {
        Comparator<Found> comparator = (_, _) -> 0;
        for (StorageIndexOrder order : orders) {
            Comparator<Found> one =
                    (a, b) ->
                            compareFields(
                                    a.entry().document().valuesOf(order.field()),
                                    b.entry().document().valuesOf(order.field()));
            comparator = comparator.thenComparing(order.isDescending() ? one.reversed() : one);
        }
        if (orders.isEmpty()) {
            comparator = Comparator.comparingDouble(Found::score).reversed();
        }
        return comparator.thenComparing(found -> found.entry().id());
    }

    /// Numbers before dates before texts before nothing at all.
    private static int compareFields(List<Value> a, List<Value> b) {
        if (a.isEmpty() || b.isEmpty()) {
            return Boolean.compare(a.isEmpty(), b.isEmpty());
        }
        return switch (a.getFirst()) {
            case Value.Numeric left ->
                    b.getFirst() instanceof Value.Numeric right
                            ? Double.compare(left.number(), right.number())
                            : -1;
            case Value.Date left ->
                    switch (b.getFirst()) {
                        case Value.Numeric _ -> 1;
                        case Value.Date right -> left.date().compareTo(right.date());
                        case Value.Text _ -> -1;
                    };
            case Value.Text left ->
                    b.getFirst() instanceof Value.Text right
                            ? left.text().compareTo(right.text())
                            : 1;
        };
    }

    /// The value with nothing but the indexed members.
    private String restricted(String value) {
        Set<String> fields = new HashSet<>(spec.fields());
        var text = new StringWriter(value.length());
        try (JsonParser in = JSON.createParser(value);
                JsonGenerator out = JSON.createGenerator(text)) {
            in.nextToken();
            copyObject(in, out, "", fields);
        } catch (IOException e) {
            throw new IllegalStateException("a stored value is not JSON", e);
        }
        return text.toString();
    }

    private static void copyObject(
            JsonParser in, JsonGenerator out, String prefix, Set<String> fields)
            throws IOException {
        out.writeStartObject();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String name = in.currentName();
            String path = prefix + name;
            JsonToken token = in.nextToken();
            if (fields.contains(path)) {
                out.writeFieldName(name);
                out.copyCurrentStructure(in);
            } else if (token == JsonToken.START_OBJECT && hasBelow(fields, path)) {
                out.writeFieldName(name);
                copyObject(in, out, path + '.', fields);
            } else {
                in.skipChildren();
            }
        }
        out.writeEndObject();
    }

    private static boolean hasBelow(Set<String> fields, String path) {
        for (String field : fields) {
            if (field.startsWith(path) && field.startsWith(".", path.length())) {
                return true;
            }
        }
        return false;
    }
}
