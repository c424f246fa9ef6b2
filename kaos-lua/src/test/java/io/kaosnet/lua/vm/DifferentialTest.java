package io.kaosnet.lua.vm;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.lua.ReferenceLua;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The scripts of the corpus print the same here and in the C implementation.
///
/// A file of `lua/corpus` holds one script, or several with a line `---- name` before each. A line
/// `--! 5.4 5.1` anywhere before the first script names the dialects; 5.4 alone if there is none. A
/// line `--* f g h` makes the rest a template: one script for each name, which takes the place of
/// `FUNCTION`. What differs by nature is made the same first: addresses, the sign of NaN. Scripts
/// known to differ are listed with the reason in `different.txt`, and must differ.
class DifferentialTest {
    private static final Path CORPUS = Path.of("src/test/resources/lua/corpus");
    private static final LuaLimits LIMITS = LuaLimits.NONE.withTimeMs(20_000);

    @TempDir static Path directory;

    private record Script(String name, String text, List<String> dialects) {
        byte[] source() {
            return text.getBytes(ISO_8859_1);
        }
    }

    @TestFactory
    Stream<DynamicTest> lua54() throws IOException {
        return compared("5.4", Dialect.LUA_5_4);
    }

    @TestFactory
    Stream<DynamicTest> lua51() throws IOException {
        return compared("5.1", Dialect.LUA_5_1);
    }

    private static Stream<DynamicTest> compared(String version, Dialect dialect)
            throws IOException {
        ReferenceLua reference = ReferenceLua.version(version);
        var engine = new LuaEngine(dialect);
        List<Script> scripts = corpus().stream().filter(s -> s.dialects.contains(version)).toList();
        assertThat(scripts).isNotEmpty();
        List<String> different =
                Files.readAllLines(CORPUS.resolve("different.txt")).stream()
                        .filter(line -> !line.startsWith("#"))
                        .map(line -> line.substring(0, line.indexOf(':')))
                        .toList();
        return scripts.stream()
                .map(
                        script ->
                                DynamicTest.dynamicTest(
                                        script.name,
                                        () ->
                                                compare(
                                                        reference,
                                                        engine,
                                                        script,
                                                        different.contains(script.name))));
    }

    private static void compare(
            ReferenceLua reference, LuaEngine engine, Script script, boolean isKnown)
            throws IOException {
        String file = script.name + ".lua";
        Files.write(directory.resolve(file), script.source());
        String expected = expected(new String(reference.runFile(directory, file), ISO_8859_1));
        String ours = run(engine, script.name, script.text);
        if (isKnown) {
            assertThat(same(ours))
                    .as(script.name + " no longer differs: take it off different.txt")
                    .isNotEqualTo(same(expected));
        } else {
            assertThat(same(ours)).as(script.name).isEqualTo(same(expected));
            String large = run(engine, script.name, Padding.large(script.text));
            assertThat(same(large)).as(script.name + " in a large module").isEqualTo(same(ours));
        }
    }

    /// What the reference printed, with an error at its end in our form. A syntax error has no
    /// stack traceback.
    private static String expected(String printed) {
        int trace = printed.indexOf("\nstack traceback:\n");
        int error =
                trace >= 0
                        ? printed.lastIndexOf("lua5.", trace)
                        : printed.startsWith("lua5.") ? 0 : -1;
        if (error < 0) {
            return printed;
        }
        int message = printed.indexOf(": ", error) + 2;
        int end = trace >= 0 ? trace : printed.length() - 1;
        return printed.substring(0, error) + "ERROR " + printed.substring(message, end) + "\n";
    }

    private static String run(LuaEngine engine, String name, String source) {
        var out = new StringBuilder();
        LuaVm vm = engine.newVm(LIMITS);
        vm.printSink(line -> out.append(line.latin1()).append('\n'));
        try {
            vm.call(vm.load(engine.compile(name + ".lua", source.getBytes(ISO_8859_1))));
        } catch (LuaError e) {
            out.append("ERROR ").append(LuaString.of(e.getMessage()).latin1()).append('\n');
        }
        return out.toString();
    }

    private static String same(String text) {
        return text.replaceAll("0x[0-9a-f]{8,}\\b", "0xADDRESS")
                .replace("function: builtin: ", "function: ")
                .replace("-nan", "nan");
    }

    private static List<Script> corpus() throws IOException {
        List<Script> scripts = new ArrayList<>();
        try (Stream<Path> files = Files.list(CORPUS)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".lua")).sorted().toList()) {
                split(file, scripts);
            }
        }
        return scripts;
    }

    private static void split(Path file, List<Script> scripts) throws IOException {
        String base = file.getFileName().toString().replace(".lua", "");
        String text = Files.readString(file, ISO_8859_1);
        List<String> dialects = List.of("5.4");
        String name = base;
        var body = new StringBuilder();
        boolean isFirst = true;
        List<String> functions = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            if (line.startsWith("--! ")) {
                dialects = List.of(line.substring(4).trim().split(" "));
            } else if (line.startsWith("--* ")) {
                functions.addAll(List.of(line.substring(4).trim().split(" ")));
            } else if (line.startsWith("---- ")) {
                if (!isFirst) {
                    scripts.add(script(name, body, dialects));
                }
                isFirst = false;
                body.setLength(0);
                name = base + "-" + line.substring(5).trim().replace(' ', '_');
            } else {
                body.append(line).append('\n');
            }
        }
        for (String function : functions) {
            String script = body.toString().replace("FUNCTION", function);
            scripts.add(new Script(base + "-" + function, script, dialects));
        }
        if (functions.isEmpty()) {
            scripts.add(script(name, body, dialects));
        }
    }

    private static Script script(String name, StringBuilder body, List<String> dialects) {
        return new Script(name, body.toString(), dialects);
    }
}
