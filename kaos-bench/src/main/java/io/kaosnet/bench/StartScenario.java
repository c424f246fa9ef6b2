package io.kaosnet.bench;

import io.kaosnet.bench.host.ProcessUsage;
import io.kaosnet.bench.host.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How long a warm start takes, on the data that a first start made, and what an idle server holds.
/// Starts servers of its own.
final class StartScenario implements Scenario {
    private static final int STARTS = 5;
    private static final long SETTLE_MS = 3000;

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String description() {
        return "from the command to the first healthy answer; memory at idle";
    }

    @Override
    public List<Option> options() {
        return List.of();
    }

    @Override
    public boolean needsServer() {
        return false;
    }

    @Override
    public Result run(BenchContext context) throws InterruptedException {
        try {
            Path directory = Files.createTempDirectory("kaosnet-bench-start-");
            try {
                List<String> flags = new ArrayList<>(context.options().serverFlags());
                flags.addAll(List.of("--data_dir", directory.resolve("data").toString()));
                return measure(flags);
            } finally {
                ServerProcess.delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Result measure(List<String> flags) throws InterruptedException {
        double onNewData;
        try (ServerProcess server = ServerProcess.start(Bench.home(), flags)) {
            onNewData = server.startSeconds();
        }
        double best = Double.MAX_VALUE;
        double worst = 0;
        double residentKb = 0;
        for (int i = 0; i < STARTS; i++) {
            try (ServerProcess server = ServerProcess.start(Bench.home(), flags)) {
                best = Math.min(best, server.startSeconds());
                worst = Math.max(worst, server.startSeconds());
                if (i == STARTS - 1) {
                    BenchContext.pause(SETTLE_MS);
                    residentKb = new ProcessUsage(server.pid(), false).rssKb();
                }
            }
        }
        return new Result(name())
                .setting("starts", STARTS)
                .add(Figure.atMost("start to healthy, best", best, "s", 0.8))
                .add(Figure.of("start to healthy, worst", worst, "s"))
                .add(Figure.of("the start that made the data", onNewData, "s"))
                .add(Figure.atMost("resident at idle", residentKb / 1024, "MB", 200));
    }
}
