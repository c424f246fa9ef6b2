package io.kaosnet.core.module;

import io.kaosnet.runtime.KaosModule;
import io.kaosnet.runtime.Registry;
import io.kaosnet.runtime.RuntimeContext;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Supplier;

/// Modules in jars of a directory, each jar in a class loader of its own that sees the JDK, the
/// runtime artifact and the wire's messages, and nothing of the server.
public final class JavaModules implements ModuleSource {
    private static final List<String> SHARED =
            List.of(
                    "io.kaosnet.runtime.",
                    "io.kaosnet.protocol.",
                    "com.google.protobuf.",
                    "org.slf4j.");

    private final Path directory;
    private final Supplier<RuntimeContext> context;

    /// @param context what modules are told when they are loaded
    public JavaModules(Path directory, Supplier<RuntimeContext> context) {
        this.directory = directory;
        this.context = context;
    }

    @Override
    public String name() {
        return "java";
    }

    @Override
    public void load(Registry registry) {
        for (Path jar : jars()) {
            try {
                boolean found = false;
                for (KaosModule module : ServiceLoader.load(KaosModule.class, loader(jar))) {
                    module.init(context.get(), registry);
                    found = true;
                }
                if (!found) {
                    throw new ModuleException(
                            jar.getFileName()
                                    + ": names no module in META-INF/services/"
                                    + KaosModule.class.getName(),
                            null);
                }
            } catch (ModuleException e) {
                throw e;
            } catch (Exception
                    | ServiceConfigurationError
                    | LinkageError
                    | AssertionError
                    | StackOverflowError e) {
                throw new ModuleException(jar.getFileName() + ": " + e + place(jar, e), e);
            }
        }
    }

    /// Where in the jar it happened.
    private static String place(Path jar, Throwable problem) {
        String loader = jar.getFileName().toString();
        String cause = "";
        for (Throwable one = problem; one != null; one = one.getCause()) {
            for (StackTraceElement frame : one.getStackTrace()) {
                if (loader.equals(frame.getClassLoaderName())) {
                    return cause + "\n  at " + frame;
                }
            }
            cause = "\n  caused by " + one.getCause();
        }
        return "";
    }

    private List<Path> jars() {
        List<Path> jars = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.jar")) {
                files.forEach(jars::add);
            } catch (IOException e) {
                throw new ModuleException(directory + ": " + e.getMessage(), e);
            }
        }
        Collections.sort(jars);
        return jars;
    }

    /// Loads from a copy: the file may be replaced while its classes are in use. The loader lives
    /// as long as its classes do.
    private static ClassLoader loader(Path jar) throws IOException {
        Path copy = Files.createTempFile("kaos-module-", ".jar");
        copy.toFile().deleteOnExit();
        Files.write(copy, Files.readAllBytes(jar));
        URL[] urls = {copy.toUri().toURL()};
        return new URLClassLoader(
                jar.getFileName().toString(),
                urls,
                new SharedClasses(JavaModules.class.getClassLoader()));
    }

    /// Lets through what modules share with the server.
    private static final class SharedClasses extends ClassLoader {
        private final ClassLoader server;

        SharedClasses(ClassLoader server) {
            super(getPlatformClassLoader());
            this.server = server;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            for (String prefix : SHARED) {
                if (name.startsWith(prefix)) {
                    return server.loadClass(name);
                }
            }
            throw new ClassNotFoundException(name);
        }
    }
}
