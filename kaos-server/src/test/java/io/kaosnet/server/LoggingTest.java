package io.kaosnet.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.server.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// The log goes where `logger.*` says.
final class LoggingTest {
    @TempDir Path dir = Path.of("");

    @AfterEach
    void restore() {
        Logging.configure(Settings.load(List.of(), Map.of()));
    }

    private void log(String... flags) {
        Logging.configure(Settings.load(List.of(flags), Map.of()));
        LoggerFactory.getLogger("test").info("written number={}", 7);
        LoggerFactory.getLogger("test").debug("not written");
    }

    @Test
    void fileHoldsWhatIsLoggedInItsFormat() throws IOException {
        Path file = dir.resolve("plain.log");
        log("--logger.file", file.toString(), "--logger.stdout", "false");
        assertThat(Files.readAllLines(file)).singleElement().asString().contains("number=7");
        Path json = dir.resolve("json.log");
        log("--logger.file=" + json, "--logger.format=JSON", "--logger.level", "DEBUG");
        assertThat(Files.readAllLines(json))
                .hasSize(2)
                .allMatch(line -> line.startsWith("{") && line.endsWith("}"));
    }

    @Test
    void fullFileMakesRoomForANewOne() throws IOException {
        Path file = dir.resolve("server.log");
        String[] flags = {
            "--logger.file=" + file,
            "--logger.rotation=true",
            "--logger.max_size=1",
            "--logger.stdout=false"
        };
        Logging.configure(Settings.load(List.of(flags), Map.of()));
        String line = "x".repeat(100_000);
        // The appender looks at the size at most about once a second.
        long deadlineNs = System.nanoTime() + 30_000_000_000L;
        long written = 0;
        while (backups() == 0 && System.nanoTime() < deadlineNs) {
            if (written < 40) {
                LoggerFactory.getLogger("test").info(line);
                written++;
            } else {
                LoggerFactory.getLogger("test").info("next");
                java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
            }
        }
        assertThat(backups()).isEqualTo(1);
        assertThat(Files.size(file)).isLessThan(4_000_000);
    }

    private long backups() throws IOException {
        try (var files = Files.list(dir)) {
            return files.filter(file -> file.getFileName().toString().startsWith("server.log."))
                    .count();
        }
    }
}
