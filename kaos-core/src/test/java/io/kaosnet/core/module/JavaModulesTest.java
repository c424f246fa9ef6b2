package io.kaosnet.core.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaosnet.core.clock.Clock;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaModulesTest {
    private static final String SERVICE = "META-INF/services/io.kaosnet.runtime.KaosModule";

    @TempDir Path directory;

    private Modules modules() {
        Modules[] made = new Modules[1];
        var source =
                new JavaModules(
                        directory,
                        () -> made[0].context(io.kaosnet.runtime.RuntimeContext.Mode.INIT));
        made[0] =
                new Modules(
                        "n1", "1.0", Map.of(), List.of(source), ModuleObserver.NONE, Clock.SYSTEM);
        made[0].serve(new ModulesTest.NoServer());
        return made[0];
    }

    private void jar(String name, String answer) throws IOException {
        Path work = Files.createDirectories(directory.resolve("work-" + name));
        Path source = work.resolve("Game.java");
        Files.writeString(
                source,
                """
                import io.kaosnet.runtime.*;
                public final class Game implements KaosModule {
                    public void init(RuntimeContext context, Registry registry) {
                        registry.rpc("hello", (c, payload) -> %s);
                    }
                }
                """
                        .formatted(answer));
        int result =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-proc:none",
                                "-d",
                                work.toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                source.toString());
        assertThat(result).isZero();
        try (OutputStream file = Files.newOutputStream(directory.resolve(name + ".jar"));
                var jar = new JarOutputStream(file)) {
            jar.putNextEntry(new JarEntry(SERVICE));
            jar.write("Game".getBytes(StandardCharsets.US_ASCII));
            jar.putNextEntry(new JarEntry("Game.class"));
            jar.write(Files.readAllBytes(work.resolve("Game.class")));
        }
    }

    @Test
    void jarIsLoadedAndReplacedWhileItRuns() throws IOException {
        jar("game", "payload + 1");
        Modules modules = modules();
        modules.load();
        assertThat(modules.call("hello", "x")).isEqualTo("x1");
        jar("game", "payload + 2");
        modules.load();
        assertThat(modules.call("hello", "x")).isEqualTo("x2");
    }

    @Test
    void moduleSeesNothingOfTheServer() throws IOException {
        jar(
                "game",
                "String.valueOf(probe())); } private static String probe() { try { return"
                        + " Class.forName(\"io.kaosnet.core.module.Modules\").getName(); } catch"
                        + " (ClassNotFoundException e) { return \"hidden\"; } } static void f("
                        + ") { java.util.Objects.requireNonNull(\"\"");
        Modules modules = modules();
        modules.load();
        assertThat(modules.call("hello", "x")).isEqualTo("hidden");
    }

    @Test
    void jarWithoutAModuleIsRefusedByName() throws IOException {
        try (OutputStream file = Files.newOutputStream(directory.resolve("empty.jar"));
                var jar = new JarOutputStream(file)) {
            jar.putNextEntry(new JarEntry("nothing.txt"));
        }
        assertThatThrownBy(() -> modules().load())
                .isInstanceOf(ModuleException.class)
                .hasMessageContaining("empty.jar");
    }

    @Test
    void whatBreaksInAModulesInitIsToldWithItsPlace() throws IOException {
        for (String thrown :
                new String[] {
                    "new AssertionError(\"rules\")", "new java.io.IOException(\"rules\")"
                }) {
            jar(
                    "game",
                    "payload); Game.<RuntimeException>raise("
                            + thrown
                            + "); } static <E extends Throwable> void raise(Throwable e) throws E {"
                            + " throw (E) e; } static void unused(Registry registry) {"
                            + " registry.rpc(\"unused\", (c, payload) -> payload");
            assertThatThrownBy(() -> modules().load())
                    .isInstanceOf(ModuleException.class)
                    .hasMessageContaining("game.jar: java.")
                    .hasMessageContaining("rules\n  at ")
                    .hasMessageContaining("Game.init(Game.java:4)");
        }
    }

    @Test
    void jarThatIsNoJarIsRefusedByName() throws IOException {
        Files.writeString(directory.resolve("broken.jar"), "not a zip");
        assertThatThrownBy(() -> modules().load())
                .isInstanceOf(ModuleException.class)
                .hasMessageContaining("broken.jar");
    }
}
