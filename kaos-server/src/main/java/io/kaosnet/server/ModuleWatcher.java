package io.kaosnet.server;

import io.kaosnet.core.module.ModuleException;
import io.kaosnet.core.module.Modules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Loads the modules anew when a file of their folder changes. One virtual thread, which looks
/// twice a second: that works on every file system, network mounts among them.
final class ModuleWatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModuleWatcher.class);
    private static final long PERIOD_MS = 500;

    private final Path folder;
    private final Modules modules;
    private final Thread thread;
    private Map<Path, FileTime> known;

    ModuleWatcher(Path folder, Modules modules) {
        this.folder = folder;
        this.modules = modules;
        this.known = look();
        this.thread = Thread.ofVirtual().name("module-watcher").start(this::run);
    }

    private void run() {
        try {
            while (true) {
                TimeUnit.MILLISECONDS.sleep(PERIOD_MS);
                Map<Path, FileTime> now = look();
                if (!now.equals(known)) {
                    reload(now);
                    known = now;
                }
            }
        } catch (InterruptedException _) {
            // Closed.
        }
    }

    private void reload(Map<Path, FileTime> now) {
        var changed = new TreeSet<Path>(now.keySet());
        changed.addAll(known.keySet());
        changed.removeIf(file -> now.get(file) != null && now.get(file).equals(known.get(file)));
        try {
            LOG.info("modules changed files={} version={}", changed, modules.load());
        } catch (ModuleException e) {
            LOG.error("modules not loaded files={}\n{}", changed, e.getMessage());
        }
    }

    private Map<Path, FileTime> look() {
        Map<Path, FileTime> found = new TreeMap<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(Files::isRegularFile).forEach(file -> add(found, file));
            } catch (IOException | UncheckedIOException e) {
                // A file went away meanwhile: the next look sees the rest.
                LOG.debug("modules' folder changed while it was read", e);
            }
        }
        return found;
    }

    private void add(Map<Path, FileTime> found, Path file) {
        try {
            found.put(folder.relativize(file), Files.getLastModifiedTime(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
