package io.kaosnet.bench.host;

import io.kaosnet.runtime.KaosModule;
import io.kaosnet.runtime.Leaderboards;
import io.kaosnet.runtime.Registry;
import io.kaosnet.runtime.RuntimeContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/// The game module of the server under load: an RPC function that answers what it was sent,
/// and a leaderboard. Immutable.
public final class EchoModule implements KaosModule {
    @Override
    public void init(RuntimeContext context, Registry registry) {
        registry.rpc("echo", (_, payload) -> payload);
        context.server().leaderboards().create(new Leaderboards.Definition("bench"));
    }

    /// Puts this class as a jar into the folder of modules.
    static void write(Path modules) throws IOException {
        Files.createDirectories(modules);
        String name = EchoModule.class.getName();
        String file = name.replace('.', '/') + ".class";
        try (InputStream bytes = EchoModule.class.getResourceAsStream("EchoModule.class");
                OutputStream out = Files.newOutputStream(modules.resolve("echo.jar"));
                JarOutputStream jar = new JarOutputStream(out)) {
            if (bytes == null) {
                throw new IOException("no class file of " + name);
            }
            jar.putNextEntry(new JarEntry(file));
            bytes.transferTo(jar);
            jar.closeEntry();
            jar.putNextEntry(new JarEntry("META-INF/services/" + KaosModule.class.getName()));
            jar.write(name.getBytes(StandardCharsets.UTF_8));
            jar.closeEntry();
        }
    }
}
