package io.kaosnet.lua.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The same scripts here and in the system's `lua5.4` and `lua5.1` print the same. Skipped where
/// those are not installed (`apt-get install lua5.4 lua5.1`).
class LanguageDifferentialTest {
    /// More with `-Dlua.programs=1000`.
    private static final int PROGRAMS = Integer.getInteger("lua.programs", 40);

    @TempDir Path folder;

    static List<Path> corpus54() throws IOException {
        return scripts("corpus54");
    }

    static List<Path> corpus51() throws IOException {
        return scripts("corpus51");
    }

    private static List<Path> scripts(String name) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources", name))) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("corpus54")
    void corpusOf54(Path script) throws Exception {
        compare(Dialect.LUA_5_4, Files.readString(script, StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @MethodSource("corpus51")
    void corpusOf51(Path script) throws Exception {
        compare(Dialect.LUA_5_1, Files.readString(script, StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 3})
    void randomPrograms(long seed) throws Exception {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < PROGRAMS; i++) {
            String program = new ProgramGenerator(seed * 1_000_003 + i).program(10 + i % 40);
            all.append("print('program ").append(i).append("') do\nlocal function main()\n");
            all.append(program).append("\nend\nprint(pcall(main)) end\n");
        }
        compare(Dialect.LUA_5_4, all.toString());
    }

    private void compare(Dialect dialect, String source) throws Exception {
        String binary = dialect == Dialect.LUA_5_1 ? "lua5.1" : "lua5.4";
        Path file = folder.resolve("t.lua");
        Files.write(file, source.getBytes(StandardCharsets.ISO_8859_1));
        String expected = reference(binary, file);
        assertThat(normal(ours(dialect, source)).lines().toList())
                .containsExactlyElementsOf(normal(expected).lines().toList());
        assertThat(normal(ours(dialect, Padding.large(source))))
                .as("in a large module")
                .isEqualTo(normal(ours(dialect, source)));
    }

    private String reference(String binary, Path file) throws Exception {
        Path output = folder.resolve("expected");
        Process process;
        try {
            process =
                    new ProcessBuilder(binary, file.getFileName().toString())
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
        } catch (IOException _) {
            System.err.println("SKIPPED: no " + binary + "; apt-get install " + binary);
            assumeTrue(false, "no " + binary);
            return "";
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Files.readString(output, StandardCharsets.ISO_8859_1);
    }

    private static String ours(Dialect dialect, String source) throws InterruptedException {
        LuaEngine engine = new LuaEngine(dialect);
        LuaVm vm = engine.newVm(LuaLimits.NONE.withTimeMs(60_000));
        List<String> lines = new ArrayList<>();
        vm.printSink(line -> lines.add(line.latin1()));
        // Room for calls as deep as the limit allows, in code that is not compiled yet.
        Thread thread = new Thread(null, () -> run(engine, vm, source, lines), "lua", 256 << 20);
        thread.start();
        thread.join();
        return String.join("\n", lines);
    }

    private static void run(LuaEngine engine, LuaVm vm, String source, List<String> lines) {
        try {
            vm.call(vm.load(engine.compile("t.lua", source.getBytes(StandardCharsets.ISO_8859_1))));
        } catch (LuaError e) {
            lines.add("error " + e.getMessage() + "\n" + e.traceback());
        }
    }

    /// Addresses differ, and so does the sign of a NaN from one machine to the next.
    private static String normal(String output) {
        return output.replaceAll("builtin: ", "")
                .replaceAll("0x[0-9a-f]{6,}", "ADDRESS")
                .replaceAll("-nan\\b", "nan");
    }
}
