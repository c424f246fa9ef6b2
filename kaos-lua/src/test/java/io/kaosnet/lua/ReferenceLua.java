package io.kaosnet.lua;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Safe from any thread. The C implementation of Lua installed on this machine: the oracle.
public final class ReferenceLua {
    private static final long LIMIT_S = 60;

    private final String command;

    private ReferenceLua(String command) {
        this.command = command;
    }

    /// The reference of version `5.4` or `5.1`; ends the test as skipped if it is not installed.
    public static ReferenceLua version(String version) {
        var lua = new ReferenceLua("lua" + version);
        try {
            lua.start(List.of("-v"), Path.of("")).waitFor();
        } catch (IOException _) {
            System.err.println(
                    "SKIPPED: " + lua.command + " is not installed, nothing to compare with");
            return abort(lua.command + " is not installed (Debian: apt-get install it)");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return lua;
    }

    /// What the script prints to both outputs when it reads `input`.
    public byte[] run(String script, byte[] input) {
        return run(List.of("-e", script), input, Path.of(""));
    }

    /// What the file `name` in `directory` prints to both outputs.
    public byte[] runFile(Path directory, String name) {
        return run(List.of(name), new byte[0], directory);
    }

    private byte[] run(List<String> arguments, byte[] input, Path directory) {
        try {
            Process process = start(arguments, directory);
            var out = new ByteArrayOutputStream();
            Thread reader = Thread.ofVirtual().start(() -> copy(process.getInputStream(), out));
            try (OutputStream in = process.getOutputStream()) {
                in.write(input);
            }
            await(process, reader);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void await(Process process, Thread reader) throws InterruptedException {
        if (!process.waitFor(LIMIT_S, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException(command + " did not end within " + LIMIT_S + " s");
        }
        reader.join();
    }

    /// The lines the script prints when it reads these lines.
    public List<String> lines(String script, List<String> input) {
        byte[] out = run(script, String.join("\n", input).getBytes(StandardCharsets.ISO_8859_1));
        return new String(out, StandardCharsets.ISO_8859_1).lines().toList();
    }

    private Process start(List<String> arguments, Path directory) throws IOException {
        var line = new ArrayList<>(List.of(command));
        line.addAll(arguments);
        var builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.directory(directory.toAbsolutePath().toFile());
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("TZ", "UTC");
        return builder.start();
    }

    private static void copy(InputStream from, ByteArrayOutputStream to) {
        try {
            from.transferTo(to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
