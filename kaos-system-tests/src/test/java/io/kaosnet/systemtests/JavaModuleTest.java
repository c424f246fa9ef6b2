package io.kaosnet.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.protocol.realtime.Envelope;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A module in Java, in a jar as a game would bring it, on a whole server.
final class JavaModuleTest {
    @Test
    void aJavaModuleReachesWhatPlayersOwn(@TempDir Path folder) throws IOException {
        jar(Path.of("src/test/java-module/Profiles.java.txt"), folder);
        try (var server =
                        new ServerFixture("--runtime.path", folder.resolve("modules").toString());
                var ann = new Player(server.port(), "device-of-ann")) {
            Envelope.Builder request = Envelope.newBuilder();
            request.getRpcBuilder().setId("profile");
            Envelope answer = ann.request(request.build());
            assertThat(answer.getError().getMessage()).isEmpty();
            assertThat(answer.getRpc().getPayload()).isEqualTo("all well");
        }
    }

    private static void jar(Path source, Path folder) throws IOException {
        Path work = Files.createDirectories(folder.resolve("work"));
        Path file = work.resolve("Profiles.java");
        Files.copy(source, file);
        int result =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-proc:none",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "-d",
                                work.toString(),
                                file.toString());
        assertThat(result).as("the module compiles").isZero();
        Path modules = Files.createDirectories(folder.resolve("modules"));
        List<Path> classes;
        try (Stream<Path> all = Files.list(work)) {
            classes = all.filter(one -> one.toString().endsWith(".class")).toList();
        }
        try (OutputStream out = Files.newOutputStream(modules.resolve("profiles.jar"));
                var jar = new JarOutputStream(out)) {
            for (Path one : classes) {
                jar.putNextEntry(new JarEntry(one.getFileName().toString()));
                Files.copy(one, jar);
            }
            jar.putNextEntry(new JarEntry("META-INF/services/io.kaosnet.runtime.KaosModule"));
            jar.write("Profiles".getBytes(StandardCharsets.UTF_8));
        }
    }
}
