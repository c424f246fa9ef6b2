package io.kaosnet.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OneJarTest {
    @Test
    void filesOfAllJarsComeTogether(@TempDir Path folder) throws IOException {
        Path lib = Files.createDirectory(folder.resolve("lib"));
        jar(
                lib.resolve("a.jar"),
                Map.of(
                        "META-INF/MANIFEST.MF", "Multi-Release: true",
                        "META-INF/A.SF", "signature",
                        "META-INF/services/x.Service", "a.First",
                        "META-INF/versions/9/a/Class.class", "newer",
                        "META-INF/versions/11/a/Class.class", "newest",
                        "META-INF/versions/999/a/Class.class", "of a JDK to come",
                        "a/Class.class", "old",
                        "module-info.class", "module",
                        "same.txt", "of a"));
        jar(
                lib.resolve("b.jar"),
                Map.of(
                        "META-INF/services/x.Service", "b.Second",
                        "META-INF/versions/11/same.txt", "of b",
                        "db/", "",
                        "db/one.sql", "select 1"));
        Path jar = folder.resolve("one.jar");
        OneJar.write(lib, jar);
        Map<String, String> entries = entries(jar);
        String manifest = entries.remove("META-INF/MANIFEST.MF");
        assertThat(manifest).contains("Implementation-Version: " + Main.version());
        assertThat(entries)
                .isEqualTo(
                        Map.of(
                                "META-INF/services/x.Service", "a.First\nb.Second",
                                "a/Class.class", "newest",
                                "same.txt", "of a",
                                "db/", "",
                                "db/one.sql", "select 1"));
    }

    @Test
    void theSameJarsMakeTheSameFile(@TempDir Path folder) throws IOException {
        Path lib = Files.createDirectory(folder.resolve("lib"));
        jar(lib.resolve("a.jar"), new TreeMap<>(Map.of("x", "1", "y", "2")));
        OneJar.write(lib, folder.resolve("one.jar"));
        OneJar.write(lib, folder.resolve("two.jar"));
        assertThat(folder.resolve("one.jar")).hasSameBinaryContentAs(folder.resolve("two.jar"));
    }

    private static void jar(Path file, Map<String, String> entries) throws IOException {
        try (var out = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
                out.closeEntry();
            }
        }
    }

    private static Map<String, String> entries(Path jar) throws IOException {
        Map<String, String> entries = new TreeMap<>();
        try (var zip = new ZipFile(jar.toFile())) {
            List<? extends ZipEntry> all = Collections.list(zip.entries());
            for (ZipEntry entry : all) {
                try (InputStream in = zip.getInputStream(entry)) {
                    entries.put(
                            entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        return entries;
    }
}
