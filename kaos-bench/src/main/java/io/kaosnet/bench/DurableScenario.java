package io.kaosnet.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Durable writes of many callers inside a process of the server, without a network: the command
/// `./kaosnet measure-writes` on an empty SQLite file, or on the database of
/// `--server.database.address`.
final class DurableScenario implements Scenario {
    @Override
    public String name() {
        return "durable";
    }

    @Override
    public String description() {
        return "durable writes of 64 callers, without a network";
    }

    @Override
    public List<Option> options() {
        return List.of(new Option("callers", "64", "writes under way at a time"));
    }

    @Override
    public boolean needsServer() {
        return false;
    }

    @Override
    public Result run(BenchContext context) throws InterruptedException {
        Result result =
                new Result(name())
                        .setting("callers", context.options().whole("callers", 1, 10_000));
        try {
            Path directory = Files.createTempDirectory("kaosnet-bench-");
            try {
                for (String line : measure(context, directory)) {
                    add(result, line);
                }
            } finally {
                try (Stream<Path> files = Files.walk(directory)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.deleteIfExists(file);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return result;
    }

    private static List<String> measure(BenchContext context, Path directory)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Bench.home().resolve("kaosnet").toString());
        command.add("measure-writes");
        command.addAll(
                List.of(
                        "--callers",
                        context.options().text("callers"),
                        "--warmup",
                        Integer.toString(context.warmupSeconds()),
                        "--seconds",
                        Integer.toString(context.measuredSeconds()),
                        "--data_dir",
                        directory.toString(),
                        "--logger.level",
                        "warn"));
        command.addAll(context.options().serverFlags());
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new BenchException("measure-writes failed: " + text);
        }
        return text.lines().filter(line -> line.contains("\t")).toList();
    }

    /// @param line name, writes per second, CPU in us, 99th percentile in ms, between tabs
    private static void add(Result result, String line) {
        String[] columns = line.split("\t", -1);
        String name = columns[0];
        result.add(Figure.atLeast(name, Double.parseDouble(columns[1]), "1/s", 40_000))
                .add(Figure.of(name + ", CPU", Double.parseDouble(columns[2]), "us"))
                .add(Figure.atMost(name + ", p99", Double.parseDouble(columns[3]), "ms", 10));
    }
}
