package io.kaosnet.core.storage;

import com.google.protobuf.Timestamp;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.db.Coalescer;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.Engine;
import io.kaosnet.core.db.Tx;
import io.kaosnet.core.storage.StorageRows.Change;
import io.kaosnet.core.storage.StorageRows.Present;
import io.kaosnet.protocol.api.StorageObjectAck;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Writes objects to SQL, the batches of many callers in one transaction. Blocks; safe from any
/// virtual thread.
final class StorageWriter {
    private static final int QUEUE_CAPACITY = 65_536;
    private static final int TRY_COUNT = 4;
    private final StorageFields fields;
    private final Coalescer<StorageId, Request, Answer> coalescer;

    StorageWriter(Database database, StorageFields fields) {
        this.fields = fields;
        this.coalescer = new Coalescer<>(database, QUEUE_CAPACITY, Request::firstId, this::run);
    }

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

        /// Whether it must be looked at what is there before anything is written.
        boolean isPlanned;

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
            for (StorageWrite write : writes) {
                isPlanned |= !write.version().isEmpty() || isForeign(write);
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

    private List<Answer> run(Tx tx, List<Request> requests) {
        if (tx.engine() == Engine.SQLITE) {
            return runPlanned(tx, requests);
        }
        Map<Request, Answer> written = writeOver(tx, blind(requests));
        List<Request> planned = new ArrayList<>();
        for (Request request : requests) {
            if (!written.containsKey(request)) {
                planned.add(request);
            }
        }
        List<Answer> others = planned.isEmpty() ? List.of() : runPlanned(tx, planned);
        if (written.isEmpty()) {
            return others;
        }
        List<Answer> answers = new ArrayList<>(requests.size());
        int next = 0;
        for (Request request : requests) {
            Answer answer = written.get(request);
            answers.add(answer != null ? answer : others.get(next++));
        }
        return answers;
    }

    /// Those that write over whatever is there, and what nobody else of the batch writes.
    private static List<Request> blind(List<Request> requests) {
        Set<StorageId> once = new HashSet<>();
        Set<StorageId> twice = new HashSet<>();
        for (Request request : requests) {
            for (StorageId id : request.ids) {
                if (!once.add(id)) {
                    twice.add(id);
                }
            }
        }
        List<Request> blind = new ArrayList<>(requests.size());
        for (Request request : requests) {
            if (!request.isPlanned
                    && (twice.isEmpty() || request.ids.stream().noneMatch(twice::contains))) {
                blind.add(request);
            }
        }
        return blind;
    }

    /// Writes without a look at what is there: one statement does all of it.
    private Map<Request, Answer> writeOver(Tx tx, List<Request> requests) {
        Map<Request, Answer> answers = new HashMap<>();
        Map<StorageId, Change> changes = new TreeMap<>();
        Map<StorageId, Change> ownChanges = new TreeMap<>();
        for (Request request : requests) {
            for (int index : request.order) {
                StorageWrite write = request.writes.get(index);
                Present next =
                        new Present(
                                request.versions.get(index),
                                write.permissionRead(),
                                write.permissionWrite(),
                                request.nowMicros,
                                request.nowMicros);
                (request.caller == null ? changes : ownChanges)
                        .put(request.ids.get(index), new Change(null, write, next));
            }
        }
        Map<StorageId, Long> created = new HashMap<>(writeOver(tx, changes, false));
        created.putAll(writeOver(tx, ownChanges, true));
        List<StorageId> left =
                Stream.concat(changes.keySet().stream(), ownChanges.keySet().stream())
                        .filter(id -> !created.containsKey(id))
                        .toList();
        Map<StorageId, Present> present = left.isEmpty() ? Map.of() : StorageBatch.find(tx, left);
        boolean isAgain = false;
        for (Request request : requests) {
            Answer answer = answer(request, created, present);
            answers.put(request, answer);
            if (answer.refusal() != null && request.writes.size() > 1) {
                // The others of its objects may be written: all of this has to be undone. It is a
                // client's, and so never part of a larger operation, which would come back as
                // another.
                request.isPlanned = true;
                isAgain = true;
            }
        }
        if (isAgain) {
            throw tx.again("some of a batch of objects may not be written");
        }
        return answers;
    }

    /// @return when those that were written were created
    private Map<StorageId, Long> writeOver(Tx tx, Map<StorageId, Change> changes, boolean isOwn) {
        if (changes.isEmpty()) {
            return Map.of();
        }
        Map<StorageId, Long> created = StorageBatch.write(tx, List.copyOf(changes.values()), isOwn);
        changes.forEach(
                (id, change) -> {
                    if (created.containsKey(id)) {
                        fields.onWrite(tx, change.write(), true);
                    }
                });
        return created;
    }

    private static Answer answer(
            Request request, Map<StorageId, Long> created, Map<StorageId, Present> present) {
        List<StorageObjectAck> acks = new ArrayList<>(request.writes.size());
        for (int i = 0; i < request.writes.size(); i++) {
            StorageWrite write = request.writes.get(i);
            StorageId id = request.ids.get(i);
            Long createMicros = created.get(id);
            Present now = present.get(id);
            if (createMicros != null) {
                now =
                        new Present(
                                request.versions.get(i),
                                write.permissionRead(),
                                write.permissionWrite(),
                                createMicros,
                                request.nowMicros);
            }
            if (now == null) {
                throw new IllegalStateException("what was locked is not there");
            }
            ApiException refusal =
                    createMicros != null
                            ? null
                            : refusal(write, now, request.caller == null ? 0 : 1);
            if (refusal != null) {
                return new Answer(List.of(), refusal);
            }
            acks.add(ack(write, now));
        }
        return new Answer(acks, null);
    }

    /// @throws ApiException `ABORTED` when another server inserted one of the objects meanwhile
    private List<Answer> runPlanned(Tx tx, List<Request> requests) {
        TreeSet<StorageId> ids = new TreeSet<>();
        for (Request request : requests) {
            ids.addAll(request.ids);
        }
        Map<StorageId, Present> present = StorageRows.find(tx, List.copyOf(ids));
        Map<StorageId, Change> changes = new TreeMap<>();
        List<Answer> answers = new ArrayList<>(requests.size());
        for (Request request : requests) {
            answers.add(plan(request, present, changes));
        }
        StorageRows.apply(tx, changes.values());
        for (Change change : changes.values()) {
            fields.onWrite(tx, change.write(), change.original() != null);
        }
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
}
