package io.kaosnet.core.storage;

import io.kaosnet.core.api.Cursor;
import io.kaosnet.core.storage.FieldRange.Point;
import io.kaosnet.protocol.api.StorageObject;
import io.kaosnet.protocol.api.StorageObjectList;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One query of a collection. Owned by the thread that asks.
final class StorageSearch {
    private static final int PAGE = 256;

    /// Objects looked at for one page of results.
    private static final int MAX_LOOKS = 10_000;

    private final StorageStore store;
    private final StorageFields fields;
    private final String collection;
    private final @Nullable UUID userId;
    private final StorageFilter filter;
    private final @Nullable FieldRange range;
    private final String listing;

    // The last object looked at.
    private Point point;
    private String key = "";
    private UUID owner = Storage.SYSTEM;

    StorageSearch(
            StorageStore store,
            StorageFields fields,
            String collection,
            @Nullable UUID userId,
            StorageFilter filter) {
        this.store = store;
        this.fields = fields;
        this.collection = collection;
        this.userId = userId;
        this.filter = filter;
        this.range = FieldRange.of(filter, fields.of(collection));
        this.point = range == null ? new Point(true, 0, "") : range.low();
        this.listing = "storage-query/" + collection + "/" + userId + "/" + filter.hashCode();
    }

    StorageObjectList page(int limit, String cursor) {
        if (!cursor.isEmpty()) {
            Cursor.Reader reader = new Cursor.Reader(listing, cursor);
            double number = Double.longBitsToDouble(reader.number());
            point = new Point(point.isNumber(), number, reader.text());
            key = reader.text();
            owner = reader.id();
        }
        List<StorageObject> found = new ArrayList<>(limit);
        for (int looks = 0; looks < MAX_LOOKS; looks += PAGE) {
            List<StorageFields.Hit> hits = next();
            Iterator<StorageFields.Hit> rest = hits.iterator();
            while (rest.hasNext()) {
                StorageFields.Hit hit = rest.next();
                point = hit.point();
                key = hit.object().getKey();
                owner = UUID.fromString(hit.object().getUserId());
                if (matches(hit)) {
                    found.add(hit.object());
                }
                if (found.size() == limit) {
                    boolean isLast = !rest.hasNext() && hits.size() < PAGE;
                    return answer(found, isLast);
                }
            }
            if (hits.size() < PAGE) {
                return answer(found, true);
            }
        }
        return answer(found, false);
    }

    private List<StorageFields.Hit> next() {
        if (range != null) {
            return fields.find(collection, range, point, key, owner, PAGE);
        }
        Point none = point;
        return store.list(collection, false, key, owner, PAGE).stream()
                .map(object -> new StorageFields.Hit(object, none))
                .toList();
    }

    private boolean matches(StorageFields.Hit hit) {
        if (userId != null && !userId.equals(owner)) {
            return false;
        }
        Object value = JsonTree.parse(hit.object().getValue());
        return filter.matches(value) && isFirst(value, hit.point());
    }

    /// An array has several points in a range; the object counts at the first of them.
    private boolean isFirst(@Nullable Object value, Point at) {
        if (range == null) {
            return true;
        }
        for (Point one : FieldRange.points(value, range.field())) {
            if (range.holds(one)) {
                return one.equals(at);
            }
        }
        return false;
    }

    private StorageObjectList answer(List<StorageObject> found, boolean isLast) {
        StorageObjectList.Builder page = StorageObjectList.newBuilder().addAllObjects(found);
        if (!isLast) {
            page.setCursor(
                    new Cursor.Writer(listing)
                            .number(Double.doubleToLongBits(point.number()))
                            .text(point.text())
                            .text(key)
                            .id(owner)
                            .toString());
        }
        return page.build();
    }
}
