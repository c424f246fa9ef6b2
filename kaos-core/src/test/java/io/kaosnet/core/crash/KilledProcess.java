package io.kaosnet.core.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A program of these tests that runs in a process of its own, until that is killed.
public final class KilledProcess {
    private static final long LIMIT_SEC = 300;

    private KilledProcess() {}

    private static void endIf(@Nullable Throwable failure, Process process) {
        if (failure != null) {
            process.destroyForcibly();
        }
    }

    /// To be called by the program: it ends when the tests' process does, however that ends.
    public static void endWithParent() {
        Thread.ofPlatform()
                .daemon()
                .name("parent")
                .start(
                        () -> {
                            try {
                                while (System.in.read() >= 0) {
                                    // Nothing is said to it.
                                }
                            } catch (IOException _) {
                                // Gone as well.
                            }
                            Runtime.getRuntime().halt(1);
                        });
    }

    /// Runs the program until its output ends. One that takes minutes hangs, and is killed before
    /// it is enough.
    ///
    /// @param isEnough is given each line, the last one maybe cut short, and says when to kill
    public static void run(Class<?> program, List<String> arguments, Predicate<String> isEnough)
            throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                program.getName()));
        command.addAll(arguments);
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        process.onExit()
                .orTimeout(LIMIT_SEC, TimeUnit.SECONDS)
                .whenComplete((_, failure) -> endIf(failure, process));
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (isEnough.test(line) && process.isAlive()) {
                    process.toHandle().destroyForcibly();
                }
            }
        } finally {
            process.destroyForcibly();
        }
    }
}
