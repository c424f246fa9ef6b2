package io.kaosnet.core.crash;

import static io.kaosnet.core.crash.MixedWorld.user;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.DatabaseConfig;
import io.kaosnet.core.db.DatabaseObserver;
import io.kaosnet.core.storage.Storage;
import io.kaosnet.core.storage.StorageId;
import io.kaosnet.core.storage.StorageWrite;
import io.kaosnet.core.wallet.WalletChange;
import io.kaosnet.protocol.api.StorageObject;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Callers that change what players own, until they are stopped or their process is killed. Each
/// has one write under way at a time.
final class MixedLoad {
    static final int CALLER_COUNT = 32;

    private final MixedWorld world;
    private final Journal journal;
    private final String prefix;

    /// @param prefix of the steps' ids
    MixedLoad(MixedWorld world, Journal journal, String prefix) {
        this.world = world;
        this.journal = journal;
        this.prefix = prefix;
    }

    /// The process that is killed: prints `?` and a step before it, `!` or `x` and its id after it.
    ///
    /// @param arguments database address, data directory, prefix of the steps
    public static void main(String[] arguments) throws InterruptedException {
        KilledProcess.endWithParent();
        Database database =
                Database.open(
                        DatabaseConfig.of(arguments[0], Path.of(arguments[1])),
                        DatabaseObserver.NONE);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Journal journal =
                new Journal() {
                    @Override
                    public void onBegin(Step step) {
                        out.println("? " + step.text());
                    }

                    @Override
                    public void onDone(Step step) {
                        out.println("! " + step.id() + " .");
                    }

                    @Override
                    public void onRefused(Step step) {
                        out.println("x " + step.id() + " .");
                    }
                };
        new MixedLoad(new MixedWorld(database), journal, arguments[2]).start(() -> false);
        new CountDownLatch(1).await();
    }

    List<Thread> start(BooleanSupplier isOver) {
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLER_COUNT; i++) {
            int caller = i;
            callers.add(
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        var random =
                                                new SplittableRandom(prefix.hashCode() + caller);
                                        for (int n = 0; !isOver.getAsBoolean(); n++) {
                                            step(random, caller, prefix + "-" + caller + "-" + n);
                                        }
                                    }));
        }
        return callers;
    }

    private void step(SplittableRandom random, int caller, String id) {
        Step.Kind kind = Step.Kind.values()[random.nextInt(Step.Kind.values().length)];
        int first = random.nextInt(MixedWorld.USER_COUNT);
        // What would otherwise depend on the order of callers is changed by one caller alone.
        int own = caller + random.nextInt(MixedWorld.USER_COUNT / CALLER_COUNT) * CALLER_COUNT;
        int other = (first + 1 + random.nextInt(MixedWorld.USER_COUNT - 1)) % MixedWorld.USER_COUNT;
        int group = random.nextInt(MixedWorld.GROUP_COUNT);
        long amount = random.nextLong(1, 101);
        switch (kind) {
            case COUNT -> count(id, random.nextInt(MixedWorld.COUNTER_COUNT));
            case PAIR -> run(new Step(kind, id, own, 0, 0), this::pair);
            case TRANSFER -> run(new Step(kind, id, first, other, amount), this::transfer);
            case RECEIPT -> run(new Step(kind, id, first, 0, amount), this::receipt);
            case SCORE -> run(new Step(kind, id, first, 0, amount), this::score);
            case JOIN -> run(new Step(kind, id, own, group, 0), this::join);
            case LEAVE -> run(new Step(kind, id, own, group, 0), this::leave);
        }
    }

    private interface Doing {
        void run(Step step);
    }

    private void run(Step step, Doing doing) {
        journal.onBegin(step);
        try {
            doing.run(step);
            journal.onDone(step);
        } catch (ApiException e) {
            if (e.code() == Code.UNAVAILABLE) {
                // It may have happened. A caller that was refused tries again later.
                LockSupport.parkNanos(1_000_000);
            } else {
                journal.onRefused(step);
            }
        }
    }

    private static StorageId counterId(int counter) {
        return new StorageId("counters", "c" + counter, Storage.SYSTEM);
    }

    private void count(String id, int counter) {
        List<StorageObject> found;
        try {
            found = world.storage.read(List.of(counterId(counter)));
        } catch (ApiException _) {
            return; // Nothing was begun.
        }
        String version = found.isEmpty() ? "*" : found.getFirst().getVersion();
        long value = found.isEmpty() ? 1 : MixedCheck.number(found.getFirst().getValue()) + 1;
        run(
                new Step(Step.Kind.COUNT, id, counter, 0, value),
                _ ->
                        write(
                                "counters",
                                "c" + counter,
                                Storage.SYSTEM,
                                "{\"n\":" + value + "}",
                                version));
    }

    private void write(String collection, String key, UUID owner, String value, String version) {
        world.storage.write(
                List.of(new StorageWrite(collection, key, owner, value, version, 1, 1)));
    }

    private void pair(Step step) {
        String value = "{\"op\":\"" + step.id() + "\"}";
        UUID owner = user(step.first());
        world.storage.write(
                List.of(
                        new StorageWrite("pairs", "left", owner, value, "", 1, 1),
                        new StorageWrite("pairs", "right", owner, value, "", 1, 1)));
    }

    private static WalletChange change(int user, String currency, long amount, String id) {
        return new WalletChange(user(user), Map.of(currency, amount), "{\"op\":\"" + id + "\"}");
    }

    private void transfer(Step step) {
        world.wallets.update(
                List.of(
                        change(step.first(), "coins", -step.amount(), step.id()),
                        change(step.second(), "coins", step.amount(), step.id())),
                true);
    }

    private void receipt(Step step) {
        world.database.write(
                _ -> {
                    world.wallets.update(
                            List.of(change(step.first(), "gems", step.amount(), step.id())), true);
                    write("receipts", step.id(), user(step.first()), "{}", "*");
                    return true;
                });
    }

    private void score(Step step) {
        world.leaderboards.write(
                world.board, user(step.first()), "u" + step.first(), step.amount(), 1, "", null);
    }

    private void join(Step step) {
        world.groups.join(
                world.groupIds.get(step.second()), user(step.first()), "u" + step.first());
    }

    private void leave(Step step) {
        world.groups.leave(world.groupIds.get(step.second()), user(step.first()));
    }
}
