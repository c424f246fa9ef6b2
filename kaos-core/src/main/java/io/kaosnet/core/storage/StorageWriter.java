package io.kaosnet.core.storage;

import com.google.protobuf.Timestamp;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.db.Coalescer;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.Engine;
import io.kaosnet.core.db.Query;
import io.kaosnet.core.db.Row;
import io.kaosnet.core.db.Tx;
import io.kaosnet.protocol.api.StorageObjectAck;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Writes objects to SQL, the batches of many callers in one transaction. Blocks; safe from any
/// virtual thread.
final class StorageWriter {
    private static final int QUEUE_CAPACITY = 65_536;
    private static final int TRY_COUNT = 4;
    private static final String FIND =
            "SELECT collection, key, user_id, version, read, write, create_time, update_time"
                    + " FROM storage WHERE collection = ? AND key = ? AND user_id = ? {for-update}";
    private static final String FIND_TOGETHER =
            "SELECT s.collection, s.key, s.user_id, s.version, s.read, s.write, s.create_time,"
                    + " s.update_time FROM storage s JOIN unnest(?::text[], ?::text[], ?::uuid[])"
                    + " AS wanted (c, k, u)"
                    + " ON s.collection = wanted.c AND s.key = wanted.k AND s.user_id = wanted.u"
                    + " ORDER BY s.collection, s.key, s.user_id FOR UPDATE OF s";
    private static final String INSERT =
            "INSERT INTO storage (value, version, read, write, update_time, create_time,"
                    + " collection, key, user_id) VALUES ({json}, ?, ?, ?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT DO NOTHING";
    private static final String UPDATE =
            "UPDATE storage SET value = {json}, version = ?, read = ?, write = ?, update_time = ?"
                    + " WHERE collection = ? AND key = ? AND user_id = ?";

    /// Without the permissions, which are in indexes: SQLite writes those anew for each column that
    /// is set, changed or not.
    private static final String UPDATE_VALUE =
            "UPDATE storage SET value = {json}, version = ?, update_time = ?"
                    + " WHERE collection = ? AND key = ? AND user_id = ?";

    private final StorageFields fields;
    private final Coalescer<StorageId, Request, Answer> coalescer;

    StorageWriter(Database database, StorageFields fields) {
        this.fields = fields;
        this.coalescer = new Coalescer<>(database, QUEUE_CAPACITY, Request::firstId, this::run);
    }

    /// What is there, or will be once the transaction is through.
    private record Present(
            String version, int read, int write, long createMicros, long updateMicros) {
        boolean isSame(StorageWrite other, String otherVersion) {
            return version.equals(otherVersion) && mayAs(other);
        }

        /// Whether the permissions are the same.
        boolean mayAs(StorageWrite other) {
            return read == other.permissionRead() && write == other.permissionWrite();
        }
    }

    /// What becomes of one row.
    ///
    /// @param original what is in the table; null for an insert
    private record Change(@Nullable Present original, StorageWrite write, Present next) {}

    private record Answer(List<StorageObjectAck> acks, @Nullable ApiException refusal) {}

    /// One caller's batch; all of it or none.
    private static final class Request {
        final List<StorageWrite> writes;
        final List<StorageId> ids;
        final List<String> versions;

        /// Indexes of the writes, in the order in which rows are locked.
        final List<Integer> order;

        final @Nullable UUID caller;
        final long nowMicros;

        Request(List<StorageWrite> writes, @Nullable UUID caller, long nowMicros) {
            this.writes = writes;
            this.caller = caller;
            this.nowMicros = nowMicros;
            ids = new ArrayList<>(writes.size());
            versions = new ArrayList<>(writes.size());
            for (StorageWrite write : writes) {
                ids.add(new StorageId(write.collection(), write.key(), write.userId()));
                versions.add(StorageStore.version(write.value()));
            }
            order =
                    writes.size() == 1
                            ? List.of(0)
                            : IntStream.range(0, writes.size())
                                    .boxed()
                                    .sorted(Comparator.comparing(ids::get))
                                    .toList();
        }

        /// Whether it is a client's write of what another owns.
        boolean isForeign(StorageWrite write) {
            return caller != null && !caller.equals(write.userId());
        }

        StorageId firstId() {
            return ids.get(order.getFirst());
        }
    }

    /// Writes all or none.
    ///
    /// @param writes one or more
    /// @param caller the client who writes, and may what permissions say: what others own it may
    ///     change where everybody may, but neither create nor permit; null for the server
    /// @return one acknowledgement for each, in the order given
    /// @throws ApiException `INVALID_ARGUMENT` when a version or a permission stands against it
    List<StorageObjectAck> write(List<StorageWrite> writes, @Nullable UUID caller, long nowMicros) {
        Request request = new Request(writes, caller, nowMicros);
        for (int tried = 1; ; tried++) {
            try {
                Answer answer = coalescer.run(request);
                if (answer.refusal() != null) {
                    throw answer.refusal();
                }
                return answer.acks();
            } catch (ApiException e) {
                if (e.code() != Code.ABORTED || tried == TRY_COUNT) {
                    throw e;
                }
            }
        }
    }

    /// @throws ApiException `ABORTED` when another server inserted one of the objects meanwhile
    private List<Answer> run(Tx tx, List<Request> requests) {
        Map<StorageId, Present> present = present(tx, requests);
        Map<StorageId, Change> changes = new TreeMap<>();
        List<Answer> answers = new ArrayList<>(requests.size());
        for (Request request : requests) {
            answers.add(plan(request, present, changes));
        }
        apply(tx, changes);
        return answers;
    }

    /// Adds a request's changes to those of the others, or none of them.
    private static Answer plan(
            Request request, Map<StorageId, Present> present, Map<StorageId, Change> changes) {
        Map<StorageId, Change> own = new HashMap<>();
        StorageObjectAck[] acks = new StorageObjectAck[request.writes.size()];
        for (int index : request.order) {
            StorageWrite write = request.writes.get(index);
            boolean isForeign = request.isForeign(write);
            StorageId id = request.ids.get(index);
            String version = request.versions.get(index);
            Change earlier = own.containsKey(id) ? own.get(id) : changes.get(id);
            Present original = present.get(id);
            Present now = earlier == null ? original : earlier.next();
            int least = request.caller == null ? 0 : isForeign ? 2 : 1;
            ApiException refusal = refusal(write, now, least);
            if (refusal != null) {
                return new Answer(List.of(), refusal);
            }
            if (isForeign && now != null) {
                write = write.with(now.read(), now.write());
            }
            if (now == null || !now.isSame(write, version)) {
                now =
                        new Present(
                                version,
                                write.permissionRead(),
                                write.permissionWrite(),
                                now == null ? request.nowMicros : now.createMicros(),
                                request.nowMicros);
                own.put(id, new Change(original, write, now));
            }
            acks[index] = ack(write, now);
        }
        changes.putAll(own);
        return new Answer(List.of(acks), null);
    }

    private static @Nullable ApiException refusal(
            StorageWrite write, @Nullable Present present, int leastPermission) {
        boolean matches =
                switch (write.version()) {
                    case "" -> true;
                    case "*" -> present == null;
                    default -> present != null && present.version().equals(write.version());
                };
        if (!matches) {
            return ApiException.invalidArgument(
                    write.collection() + "/" + write.key() + ": version does not match");
        }
        boolean isWritable =
                present == null ? leastPermission < 2 : present.write() >= leastPermission;
        if (!isWritable) {
            return ApiException.invalidArgument(
                    write.collection() + "/" + write.key() + ": not writable");
        }
        return null;
    }

    private static StorageObjectAck ack(StorageWrite write, Present now) {
        return StorageObjectAck.newBuilder()
                .setCollection(write.collection())
                .setKey(write.key())
                .setVersion(now.version())
                .setUserId(write.userId().toString())
                .setCreateTime(timestamp(now.createMicros()))
                .setUpdateTime(timestamp(now.updateMicros()))
                .build();
    }

    private static Timestamp timestamp(long micros) {
        return Timestamp.newBuilder()
                .setSeconds(Math.floorDiv(micros, 1_000_000L))
                .setNanos((int) Math.floorMod(micros, 1_000_000L) * 1000)
                .build();
    }

    // ---- SQL

    private static Map<StorageId, Present> present(Tx tx, List<Request> requests) {
        Map<StorageId, Present> present = new HashMap<>();
        List<StorageId> ids = new ArrayList<>();
        for (Request request : requests) {
            for (int index : request.order) {
                ids.add(request.ids.get(index));
            }
        }
        if (tx.engine() == Engine.SQLITE || ids.size() == 1) {
            for (StorageId id : ids) {
                Present found =
                        tx.sql(FIND)
                                .bind(id.collection())
                                .bind(id.key())
                                .bind(id.userId())
                                .one(StorageWriter::present);
                if (found != null) {
                    present.put(id, found);
                }
            }
            return present;
        }
        // One question for all of them: each would cost a way to the server and back.
        StorageStore.bindAll(tx.sql(FIND_TOGETHER), ids)
                .each(
                        row ->
                                present.put(
                                        new StorageId(row.text(1), row.text(2), row.uuid(3)),
                                        present(row)));
        return present;
    }

    private static Present present(Row row) {
        return new Present(
                row.text(4),
                (int) row.integer(5),
                (int) row.integer(6),
                row.integer(7),
                row.integer(8));
    }

    private void apply(Tx tx, Map<StorageId, Change> changes) {
        List<Change> inserts = new ArrayList<>();
        List<Change> updates = new ArrayList<>();
        List<Change> valueUpdates = new ArrayList<>();
        for (Change change : changes.values()) {
            Present original = change.original();
            if (original == null) {
                inserts.add(change);
            } else if (original.mayAs(change.write())) {
                valueUpdates.add(change);
            } else {
                updates.add(change);
            }
        }
        for (int count : run(tx, INSERT, inserts, true, true)) {
            if (count == 0) {
                throw new ApiException(Code.ABORTED, "The object was written at the same time");
            }
        }
        run(tx, UPDATE, updates, true, false);
        run(tx, UPDATE_VALUE, valueUpdates, false, false);
        for (Change change : changes.values()) {
            fields.onWrite(tx, change.write(), change.original() != null);
        }
    }

    private static int[] run(
            Tx tx, String sql, List<Change> changes, boolean hasPermissions, boolean isInsert) {
        if (changes.isEmpty()) {
            return new int[0];
        }
        Query query = tx.sql(sql);
        for (Change change : changes) {
            StorageWrite write = change.write();
            query.bind(write.value()).bind(change.next().version());
            if (hasPermissions) {
                query.bind(write.permissionRead()).bind(write.permissionWrite());
            }
            query.bind(change.next().updateMicros());
            if (isInsert) {
                query.bind(change.next().createMicros());
            }
            query.bind(write.collection()).bind(write.key()).bind(write.userId());
            if (changes.size() == 1) {
                return new int[] {query.update()};
            }
            query.addBatch();
        }
        return query.runBatch();
    }
}
