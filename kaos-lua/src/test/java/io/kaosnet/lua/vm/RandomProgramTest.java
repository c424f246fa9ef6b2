package io.kaosnet.lua.vm;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.lua.ReferenceLua;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Random programs print the same here and in the C implementation.
///
/// A build runs a few hundred, the slow suite thousands (`./kaosnet test --slow -pl kaos-lua -am`);
/// `-Dlua.programs=5000` runs any number of them, `-Dlua.seed=7` others.
class RandomProgramTest {
    private static final int PROGRAMS = Integer.getInteger("lua.programs", 200);
    private static final int MANY = Integer.getInteger("lua.programs", 3000);
    private static final long SEED = Long.getLong("lua.seed", 1);
    private static final int PER_PROCESS = 50;
    private static final int SIZE = 40;
    private static final String MARK = "---- program ";

    @TempDir Path directory;

    @Test
    void lua54() throws IOException {
        compare("5.4", Dialect.LUA_5_4, SEED, PROGRAMS);
    }

    @Test
    void lua51() throws IOException {
        compare("5.1", Dialect.LUA_5_1, SEED, PROGRAMS);
    }

    @Test
    @Tag("slow")
    void thousandsInLua54() throws IOException {
        compare("5.4", Dialect.LUA_5_4, SEED + 1, MANY);
    }

    @Test
    @Tag("slow")
    void thousandsInLua51() throws IOException {
        compare("5.1", Dialect.LUA_5_1, SEED + 1, MANY);
    }

    private void compare(String version, Dialect dialect, long firstSeed, int programCount)
            throws IOException {
        ReferenceLua reference = ReferenceLua.version(version);
        boolean is51 = dialect == Dialect.LUA_5_1;
        for (int first = 0; first < programCount; first += PER_PROCESS) {
            long seed = firstSeed * 1_000_003 + first;
            List<String> programs = new ArrayList<>();
            for (int i = 0; i < PER_PROCESS; i++) {
                programs.add(new TypedPrograms(seed + i, SIZE, is51).program());
            }
            List<String> expected = printed(reference, programs);
            for (int i = 0; i < PER_PROCESS; i++) {
                if (!run(dialect, programs.get(i)).equals(expected.get(i))) {
                    throw smallest(reference, dialect, seed + i);
                }
            }
        }
    }

    /// What each program prints in the reference, all run by one process.
    private List<String> printed(ReferenceLua reference, List<String> programs) throws IOException {
        var all = new StringBuilder();
        for (int i = 0; i < programs.size(); i++) {
            String file = "p" + i + ".lua";
            Files.writeString(directory.resolve(file), programs.get(i), ISO_8859_1);
            all.append("print('").append(MARK).append("')\n");
            all.append("local f, e = loadfile('").append(file).append("') local ok = f\n");
            all.append("if f then ok, e = pcall(f) end if not ok then print('ERROR', e) end\n");
        }
        Files.writeString(directory.resolve("all.lua"), all, ISO_8859_1);
        String printed = new String(reference.runFile(directory, "all.lua"), ISO_8859_1);
        List<String> parts = List.of(same(printed).split(MARK + "\n", -1));
        assertThat(parts).as(printed).hasSize(programs.size() + 1);
        return parts.subList(1, parts.size());
    }

    private AssertionError smallest(ReferenceLua reference, Dialect dialect, long seed)
            throws IOException {
        boolean is51 = dialect == Dialect.LUA_5_1;
        for (int size = 1; size <= SIZE; size++) {
            String program = new TypedPrograms(seed, size, is51).program();
            String expected = printed(reference, List.of(program)).getFirst();
            String ours = run(dialect, program);
            if (!ours.equals(expected)) {
                return new AssertionError(
                        "seed "
                                + seed
                                + ", size "
                                + size
                                + ":\n"
                                + program
                                + "\n--- prints in the reference:\n"
                                + expected
                                + "--- prints here:\n"
                                + ours
                                + "--- first difference:\n"
                                + firstDifference(expected, ours));
            }
        }
        return new AssertionError("seed " + seed + " differs in a batch only");
    }

    private static String firstDifference(String expected, String ours) {
        String[] a = expected.split("\n", -1);
        String[] b = ours.split("\n", -1);
        for (int i = 0; i < Math.min(a.length, b.length); i++) {
            if (!a[i].equals(b[i])) {
                return a[i] + "\n" + b[i];
            }
        }
        return "one is longer";
    }

    private static String run(Dialect dialect, String program) {
        var out = new StringBuilder();
        var engine = new LuaEngine(dialect);
        LuaVm vm = engine.newVm(LuaLimits.NONE.withTimeMs(20_000));
        vm.printSink(line -> out.append(line.latin1()).append('\n'));
        try {
            vm.call(vm.load(engine.compile("p.lua", program.getBytes(ISO_8859_1))));
        } catch (LuaError e) {
            out.append("ERROR\t").append(e.getMessage()).append('\n');
        }
        return same(out.toString());
    }

    /// Without what differs by nature (addresses, the sign of NaN and in 5.1 of zero, files and
    /// lines) and without what the corpus compares: names of operands and wording of a few
    /// messages.
    private static String same(String text) {
        return text.replaceAll("\\bp\\d*\\.lua:\\d+: ", "p.lua: ")
                .replaceAll("0x[0-9a-f]{8,}\\b", "0xADDRESS")
                .replace("function: builtin: ", "function: ")
                .replaceAll("(?i)[ -]*nan[ -]*", "nan")
                .replaceAll("(\\d)\\.0\\b", "$1")
                .replaceAll("[ -]+(0(?:\\.0+)?)(?![.\\w])", "$1")
                .replaceAll("(?:bad 'for'|'for') (limit|initial value|step).*", "FOR")
                .replaceAll(" \\((?:local|upvalue|field|global|constant|method) '[^']*'\\)", "")
                .replaceAll(
                        "(?:local|upvalue|field|global|method) '[^']*' \\((a \\w+ value)\\)", "$1")
                .replaceAll("attempt to perform bitwise operation on a \\w+ value", "NO INTEGER")
                .replace("number has no integer representation", "NO INTEGER")
                .replace("'n%%0'", "'n%0'")
                .replace("attempt to perform 'n//0'", "attempt to divide by zero");
    }
}
