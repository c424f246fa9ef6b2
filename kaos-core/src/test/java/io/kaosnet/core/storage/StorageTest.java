package io.kaosnet.core.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Int32Value;
import com.google.protobuf.Message;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Caller;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.api.Endpoint;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.api.Identity;
import io.kaosnet.core.api.Origin;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.OnEveryDatabase;
import io.kaosnet.protocol.api.DeleteStorageObjectId;
import io.kaosnet.protocol.api.DeleteStorageObjectsRequest;
import io.kaosnet.protocol.api.ListStorageObjectsRequest;
import io.kaosnet.protocol.api.ReadStorageObjectId;
import io.kaosnet.protocol.api.ReadStorageObjectsRequest;
import io.kaosnet.protocol.api.Service;
import io.kaosnet.protocol.api.StorageObject;
import io.kaosnet.protocol.api.StorageObjectAcks;
import io.kaosnet.protocol.api.StorageObjectList;
import io.kaosnet.protocol.api.StorageObjects;
import io.kaosnet.protocol.api.WriteStorageObject;
import io.kaosnet.protocol.api.WriteStorageObjectsRequest;
import io.kaosnet.protocol.kaosnet.SharedStorageObject;
import io.kaosnet.protocol.kaosnet.WriteSharedStorageRequest;
import io.kaosnet.protocol.rest.Routes;
import io.kaosnet.testkit.Property;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

final class StorageTest {
    private static final UUID ANN = new UUID(7, 1);
    private static final UUID BOB = new UUID(7, 2);

    /// The calls as the gateways make them.
    private static final class Calls {
        private final Endpoints endpoints;
        final Storage storage;

        Calls(Database database) {
            this(database, false);
        }

        Calls(Database database, boolean isShared) {
            storage = new Storage(database, Clock.SYSTEM, isShared);
            var service = Service.getDescriptor().findServiceByName("Nakama");
            var builder = Endpoints.builder(service);
            storage.bind(builder, Routes.builder());
            endpoints = builder.build();
        }

        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
        <R extends Message> R call(UUID user, String name, Message request) {
            var identity = new Identity(user, "u", Map.of(), "t", 0, Long.MAX_VALUE);
            var endpoint = (Endpoint<Message, R>) endpoints.find(name);
            assertThat(endpoint).isNotNull();
            return endpoint.handler().handle(new Caller(identity, Origin.SERVER), request);
        }

        StorageObjectAcks write(UUID user, WriteStorageObject.Builder... objects) {
            var request = WriteStorageObjectsRequest.newBuilder();
            for (var object : objects) {
                request.addObjects(object);
            }
            return call(user, "WriteStorageObjects", request.build());
        }

        StorageObjectAcks writeShared(UUID user, SharedStorageObject.Builder... objects) {
            var request = WriteSharedStorageRequest.newBuilder();
            for (var object : objects) {
                request.addObjects(object);
            }
            return call(user, "WriteSharedStorage", request.build());
        }

        List<StorageObject> read(UUID user, String key, @Nullable UUID owner) {
            var id = ReadStorageObjectId.newBuilder().setCollection("c").setKey(key);
            if (owner != null) {
                id.setUserId(owner.toString());
            }
            StorageObjects objects =
                    call(
                            user,
                            "ReadStorageObjects",
                            ReadStorageObjectsRequest.newBuilder().addObjectIds(id).build());
            return objects.getObjectsList();
        }

        void delete(UUID user, String key, String version) {
            call(
                    user,
                    "DeleteStorageObjects",
                    DeleteStorageObjectsRequest.newBuilder()
                            .addObjectIds(
                                    DeleteStorageObjectId.newBuilder()
                                            .setCollection("c")
                                            .setKey(key)
                                            .setVersion(version))
                            .build());
        }
    }

    private static WriteStorageObject.Builder object(String key, String value) {
        return WriteStorageObject.newBuilder().setCollection("c").setKey(key).setValue(value);
    }

    private static void refused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ApiException.class,
                        e -> assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT));
    }

    @OnEveryDatabase
    void whatIsWrittenIsReadByItsOwnerAlone(Database database) {
        var calls = new Calls(database);
        StorageObjectAcks acks = calls.write(ANN, object("k", "{\"a\": 1}"));
        assertThat(acks.getAcks(0).getVersion()).isEqualTo(StorageStore.version("{\"a\": 1}"));
        assertThat(acks.getAcks(0).getUserId()).isEqualTo(ANN.toString());
        List<StorageObject> own = calls.read(ANN, "k", ANN);
        assertThat(own).hasSize(1);
        assertThat(own.getFirst().getValue().replace(" ", "")).isEqualTo("{\"a\":1}");
        assertThat(own.getFirst().getPermissionRead()).isEqualTo(1);
        assertThat(calls.read(BOB, "k", ANN)).isEmpty();
        assertThat(calls.read(ANN, "k", null)).isEmpty();

        calls.write(ANN, object("k", "{}").setPermissionRead(Int32Value.of(2)));
        assertThat(calls.read(BOB, "k", ANN)).hasSize(1);
        calls.write(ANN, object("k", "{}").setPermissionRead(Int32Value.of(0)));
        assertThat(calls.read(ANN, "k", ANN)).isEmpty();
        assertThat(calls.storage.read(List.of(new StorageId("c", "k", ANN)))).hasSize(1);
    }

    @OnEveryDatabase
    void versionsGuardWrites(Database database) {
        var calls = new Calls(database);
        String first = calls.write(ANN, object("k", "{}").setVersion("*")).getAcks(0).getVersion();
        refused(() -> calls.write(ANN, object("k", "{}").setVersion("*")));
        String second =
                calls.write(ANN, object("k", "{\"n\":2}").setVersion(first))
                        .getAcks(0)
                        .getVersion();
        refused(() -> calls.write(ANN, object("k", "{\"n\":3}").setVersion(first)));
        refused(() -> calls.write(ANN, object("other", "{}").setVersion(second)));
        refused(() -> calls.delete(ANN, "k", first));
        calls.delete(ANN, "k", second);
        refused(() -> calls.delete(ANN, "k", ""));
    }

    @OnEveryDatabase
    void aBatchIsAllOrNothing(Database database) {
        var calls = new Calls(database);
        refused(
                () ->
                        calls.write(
                                ANN, object("a", "{}"), object("b", "{}").setVersion("not-there")));
        assertThat(calls.read(ANN, "a", ANN)).isEmpty();
        StorageObjectAcks acks =
                calls.write(ANN, object("z", "{}"), object("a", "{}"), object("m", "{}"));
        assertThat(acks.getAcksList()).extracting("key_").containsExactly("z", "a", "m");
    }

    @OnEveryDatabase
    void whatIsRefusedAmongTheWritesOfOthersLeavesNothing(Database database) throws Exception {
        var calls = new Calls(database);
        List<Future<StorageObjectAcks>> writes = new ArrayList<>();
        for (int i = 0; i < 60; i += 3) {
            calls.write(
                    new UUID(9, i), object("guarded", "{}").setPermissionWrite(Int32Value.of(0)));
        }
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 60; i++) {
                UUID user = new UUID(9, i);
                writes.add(
                        executor.submit(
                                () ->
                                        calls.write(
                                                user,
                                                object("free", "{\"a\":1}"),
                                                object("guarded", "{\"a\":1}"))));
            }
        }
        for (int i = 0; i < 60; i++) {
            UUID user = new UUID(9, i);
            List<StorageObject> free = calls.read(user, "free", user);
            List<StorageObject> guarded = calls.read(user, "guarded", user);
            if (i % 3 == 0) {
                assertThat(writes.get(i).exceptionNow())
                        .isInstanceOf(ApiException.class)
                        .hasMessageContaining("not writable");
                assertThat(free).isEmpty();
                assertThat(guarded).extracting(StorageObject::getValue).containsExactly("{}");
            } else {
                assertThat(writes.get(i).get().getAcksCount()).isEqualTo(2);
                assertThat(free).hasSize(1);
                assertThat(guarded).hasSize(1);
            }
        }
    }

    @OnEveryDatabase
    void whatIsWrittenOverKeepsWhenItWasCreated(Database database) {
        var calls = new Calls(database);
        var first = calls.write(ANN, object("k", "{}")).getAcks(0);
        var second = calls.write(ANN, object("k", "{\"a\":1}")).getAcks(0);
        assertThat(second.getCreateTime()).isEqualTo(first.getCreateTime());
        assertThat(second.getVersion()).isNotEqualTo(first.getVersion());
        var readable = object("k", "{\"a\":1}").setPermissionRead(Int32Value.of(2));
        assertThat(calls.write(ANN, readable).getAcks(0).getCreateTime())
                .isEqualTo(first.getCreateTime());
        assertThat(calls.read(BOB, "k", ANN)).hasSize(1);
    }

    @OnEveryDatabase
    void writeProtectionBindsClientsAndNotTheServer(Database database) {
        var calls = new Calls(database);
        calls.write(ANN, object("k", "{}").setPermissionWrite(Int32Value.of(0)));
        refused(() -> calls.write(ANN, object("k", "{\"a\":1}")));
        refused(() -> calls.delete(ANN, "k", ""));
        calls.storage.write(List.of(new StorageWrite("c", "k", ANN, "{\"a\":1}", "", 1, 1)));
        calls.delete(ANN, "k", "");
        calls.storage.delete(List.of(new StorageId("c", "k", ANN)));
    }

    private static SharedStorageObject.Builder shared(String key, String value, UUID owner) {
        return SharedStorageObject.newBuilder()
                .setCollection("c")
                .setKey(key)
                .setValue(value)
                .setUserId(owner.toString());
    }

    @OnEveryDatabase
    void clientsShareObjectsWhereTheServerLetsThem(Database database) {
        Calls calls = new Calls(database, true);
        Int32Value everybody = Int32Value.of(2);
        calls.write(
                ANN,
                object("wiki", "{\"n\":1}")
                        .setPermissionRead(everybody)
                        .setPermissionWrite(everybody),
                object("own", "{\"n\":1}"));
        String version = calls.read(BOB, "wiki", ANN).getFirst().getVersion();

        calls.writeShared(BOB, shared("wiki", "{\"n\":2}", ANN).setVersion(version));
        StorageObject now = calls.read(BOB, "wiki", ANN).getFirst();
        assertThat(now.getValue().replace(" ", "")).isEqualTo("{\"n\":2}");
        assertThat(now.getPermissionWrite()).isEqualTo(2);
        assertThat(now.getPermissionRead()).isEqualTo(2);
        assertThat(now.getUserId()).isEqualTo(ANN.toString());

        refused(() -> calls.writeShared(BOB, shared("wiki", "{}", ANN).setVersion(version)));
        refused(() -> calls.writeShared(BOB, shared("own", "{}", ANN)));
        refused(() -> calls.writeShared(ANN, shared("own", "{}", ANN)));
        refused(() -> calls.writeShared(BOB, shared("new", "{}", ANN)));
        refused(() -> calls.writeShared(BOB, shared("new", "{}", ANN).setVersion("*")));
        refused(() -> calls.writeShared(BOB, shared("wiki", "{}", ANN), shared("own", "{}", ANN)));
        refused(() -> calls.writeShared(BOB, shared("wiki", "{}", ANN).setUserId("ann")));
        refused(() -> calls.delete(BOB, "wiki", ""));
        assertThat(calls.read(BOB, "wiki", ANN).getFirst().getValue().replace(" ", ""))
                .isEqualTo("{\"n\":2}");
        calls.delete(ANN, "wiki", "");
        assertThat(calls.read(ANN, "wiki", ANN)).isEmpty();
    }

    @OnEveryDatabase
    void clientsShareNothingUnlessTheServerLetsThem(Database database) {
        Calls calls = new Calls(database);
        refused(() -> calls.write(ANN, object("k", "{}").setPermissionWrite(Int32Value.of(2))));
        calls.storage.write(List.of(new StorageWrite("c", "k", ANN, "{}", "", 2, 2)));
        assertThatThrownBy(() -> calls.writeShared(BOB, shared("k", "{\"n\":1}", ANN)))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        e -> assertThat(e.code()).isEqualTo(Code.PERMISSION_DENIED));
    }

    @OnEveryDatabase
    void anUnchangedWriteKeepsItsTime(Database database) {
        var calls = new Calls(database);
        var first = calls.write(ANN, object("k", "{\"a\":1}")).getAcks(0);
        assertThat(calls.write(ANN, object("k", "{\"a\":1}")).getAcks(0)).isEqualTo(first);
    }

    @OnEveryDatabase
    void mistakesAreRefused(Database database) {
        var calls = new Calls(database);
        refused(() -> calls.write(ANN, object("k", "[1]")));
        refused(() -> calls.write(ANN, object("k", "not json")));
        refused(() -> calls.write(ANN, object("", "{}")));
        refused(() -> calls.write(ANN, object("x".repeat(129), "{}")));
        refused(() -> calls.write(ANN, object("k", "{}").setCollection("")));
        refused(() -> calls.write(ANN, object("k", "{}").setPermissionRead(Int32Value.of(3))));
        refused(() -> calls.write(ANN, object("k", "{}").setPermissionWrite(Int32Value.of(2))));
        refused(() -> calls.write(ANN, object("k", "{}"), object("k", "{}")));
        var list = ListStorageObjectsRequest.newBuilder().setCollection("c");
        refused(
                () ->
                        calls.call(
                                ANN,
                                "ListStorageObjects",
                                list.clone().setLimit(Int32Value.of(0)).build()));
        refused(() -> calls.call(ANN, "ListStorageObjects", list.clone().setCursor("x").build()));
        refused(() -> calls.call(ANN, "ListStorageObjects", list.clone().setUserId("x").build()));
    }

    @OnEveryDatabase
    void listsArePagedToTheEndWithoutGapsOrRepeats(Database database) {
        var calls = new Calls(database);
        for (int i = 0; i < 25; i++) {
            calls.write(ANN, object("k" + i, "{}").setPermissionRead(Int32Value.of(i % 3)));
            calls.write(BOB, object("k" + i, "{}").setPermissionRead(Int32Value.of(2)));
        }
        assertThat(pages(calls, ANN, ANN.toString())).doesNotHaveDuplicates().hasSize(16);
        assertThat(pages(calls, BOB, ANN.toString())).doesNotHaveDuplicates().hasSize(8);
        assertThat(pages(calls, ANN, "")).doesNotHaveDuplicates().hasSize(33);
    }

    private static List<String> pages(Calls calls, UUID caller, String owner) {
        List<String> found = new ArrayList<>();
        String cursor = "";
        do {
            StorageObjectList page =
                    calls.call(
                            caller,
                            "ListStorageObjects",
                            ListStorageObjectsRequest.newBuilder()
                                    .setCollection("c")
                                    .setUserId(owner)
                                    .setLimit(Int32Value.of(4))
                                    .setCursor(cursor)
                                    .build());
            page.getObjectsList().forEach(o -> found.add(o.getUserId() + "/" + o.getKey()));
            cursor = page.getCursor();
        } while (!cursor.isEmpty());
        return found;
    }

    /// Many writers count up one object with its version; every success counts once.
    @OnEveryDatabase
    void versionedCountersLoseNothingUnderConcurrency(Database database) throws Exception {
        var calls = new Calls(database);
        calls.write(ANN, object("n", "{\"n\":0}"));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Callable<Integer> counting = () -> count(calls, 10);
                futures.add(threads.submit(counting));
            }
            int counted = 0;
            for (Future<Integer> future : futures) {
                counted += future.get();
            }
            assertThat(calls.read(ANN, "n", ANN).getFirst().getValue().replace(" ", ""))
                    .isEqualTo("{\"n\":" + counted + "}");
            assertThat(counted).isEqualTo(80);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    private static int count(Calls calls, int times) {
        int done = 0;
        while (done < times) {
            StorageObject now = calls.read(ANN, "n", ANN).getFirst();
            int n = Integer.parseInt(now.getValue().replaceAll("\\D", ""));
            try {
                calls.write(
                        ANN, object("n", "{\"n\":" + (n + 1) + "}").setVersion(now.getVersion()));
                done++;
            } catch (ApiException e) {
                assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT);
            }
        }
        return done;
    }

    /// The store against a map, under random writes and deletes.
    @OnEveryDatabase
    void behavesAsAMap(Database database) {
        Property.check(
                5,
                random -> {
                    var calls = new Calls(database);
                    UUID user = new UUID(random.nextLong(), random.nextLong());
                    Map<String, String> model = new HashMap<>();
                    for (int i = 0; i < 60; i++) {
                        String key = "k" + random.nextInt(8);
                        if (random.nextInt(3) > 0) {
                            String value = "{\"v\":" + random.nextInt(1000) + "}";
                            calls.write(user, object(key, value));
                            model.put(key, value);
                        } else if (model.remove(key) != null) {
                            calls.delete(user, key, "");
                        } else {
                            refused(() -> calls.delete(user, key, ""));
                        }
                        String there =
                                calls.read(user, key, user).stream()
                                        .map(o -> o.getValue().replace(" ", ""))
                                        .findFirst()
                                        .orElse(null);
                        assertThat(there).isEqualTo(model.get(key));
                    }
                });
    }

    /// PostgreSQL gives numbers back without exponents.
    @OnEveryDatabase
    void numbersThatWouldGrowBeyondMeasureAreRefused(Database database) {
        var calls = new Calls(database);
        for (String value :
                List.of(
                        "{\"a\":1e325}",
                        "{\"a\":[{\"b\":-1.5E+131071}]}",
                        "{\"a\":1e-20000}",
                        "{\"a\":1e99999999999999999999}",
                        "{\"a\":[" + "1e300,".repeat(300) + "1]}")) {
            refused(() -> calls.write(ANN, object("k", value)));
        }
        String kept =
                "{\"a\":[1.7976931348623157e308,5e-324,1e+0,\"1e999\",\"\\u00e9\","
                        + "1.5e-7,".repeat(10_000)
                        + "1e300,".repeat(100)
                        + "0]}";
        calls.write(ANN, object("k", kept));
        var read = calls.storage.read(List.of(new StorageId("c", "k", ANN))).getFirst();
        assertThat(read.getValue().length()).isBetween(kept.length(), 300_000);
    }

    /// What one engine could keep and the other not, or scripts could not read.
    @OnEveryDatabase
    void valuesThatNotEverybodyCanReadAreRefused(Database database) {
        var calls = new Calls(database);
        for (String value :
                List.of(
                        "{\"a\":\"\\u0000\"}",
                        "{\"\\u0000\":1}",
                        "{\"a\":\"\\ud800\"}",
                        "{\"a\":[\"\\udc00\"]}",
                        "{\"a\":\"\\udc00\\ud800\"}",
                        "{\"a\":".repeat(65) + "1" + "}".repeat(65))) {
            refused(() -> calls.write(ANN, object("k", value)));
        }
        calls.write(ANN, object("k", "{\"a\":\"\\ud83d\\ude00 \\u00e9\"}"));
        calls.write(ANN, object("deep", "{\"a\":".repeat(64) + "1" + "}".repeat(64)));
        refused(() -> calls.write(ANN, object("k", "{\"a\":\"\\u00e9\"} {}")));
        refused(() -> calls.write(ANN, object("k", "{\"a\":\"\\u00e9\"")));
    }
}
