package io.kaosnet.runtime.test;

import io.kaosnet.lua.vm.Args;
import io.kaosnet.lua.vm.Dialect;
import io.kaosnet.lua.vm.LuaEngine;
import io.kaosnet.lua.vm.LuaError;
import io.kaosnet.lua.vm.LuaFunction;
import io.kaosnet.lua.vm.LuaKill;
import io.kaosnet.lua.vm.LuaLimits;
import io.kaosnet.lua.vm.LuaVm;
import io.kaosnet.runtime.RuntimeError;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Runs tests that are written in Lua: every `*_test.lua` of a folder, against the modules of
/// another. Owned by one thread.
///
///     test("the race is full with two", function(game)
///       local ann = game.player("ann")
///       ann.join(game.create_match("race"))
///     end)
///
/// Each test gets a game of its own, as [GameTest]. What the `game` can do is said in
/// `docs/lua-modules.md`.
public final class LuaTests {
    private static final LuaLimits LIMITS =
            LuaLimits.NONE.withTimeMs(60_000).withAllocationBytes(1L << 30).withDepth(200);

    private final Path modules;
    private final Dialect dialect;

    /// What became of one test.
    ///
    /// @param problem the error with its stack; empty when it passed
    public record Outcome(String file, String name, String problem) {
        public boolean isPassed() {
            return problem.isEmpty();
        }
    }

    private record Declared(String name, LuaFunction body) {}

    /// @param modules the folder of the game's modules
    /// @param dialect in which they and the tests are written
    public LuaTests(Path modules, Dialect dialect) {
        this.modules = modules;
        this.dialect = dialect;
    }

    /// `MODULES TESTS [5.1|5.4]`; ends with 1 when a test fails.
    public static void main(String[] arguments) throws IOException {
        PrintStream out = System.out;
        if (arguments.length < 2 || arguments.length > 3) {
            out.println("usage: MODULES TESTS [5.1|5.4]");
            System.exit(2);
        }
        var dialect = Dialect.of(arguments.length == 3 ? arguments[2] : "5.1");
        List<Outcome> outcomes =
                new LuaTests(Path.of(arguments[0]), dialect).run(Path.of(arguments[1]));
        int failed = 0;
        for (Outcome outcome : outcomes) {
            out.println((outcome.isPassed() ? "ok    " : "FAILED ") + outcome.name());
            if (!outcome.isPassed()) {
                failed++;
                out.println(outcome.file() + ": " + outcome.problem().indent(2).strip());
            }
        }
        out.println((outcomes.size() - failed) + " passed, " + failed + " failed");
        if (failed > 0 || outcomes.isEmpty()) {
            System.exit(1);
        }
    }

    /// Runs every `*_test.lua` of the folder, in the order of their names.
    ///
    /// @throws IOException when a file cannot be read
    public List<Outcome> run(Path tests) throws IOException {
        List<Outcome> outcomes = new ArrayList<>();
        List<Path> files;
        try (Stream<Path> all = Files.walk(tests)) {
            files = all.filter(file -> file.toString().endsWith("_test.lua")).sorted().toList();
        }
        for (Path file : files) {
            runFile(tests.relativize(file).toString(), file, outcomes);
        }
        return outcomes;
    }

    private void runFile(String name, Path file, List<Outcome> outcomes) throws IOException {
        var engine = new LuaEngine(dialect);
        LuaVm vm = engine.newVm(LIMITS);
        vm.printSink(line -> System.out.println(line));
        List<Declared> declared = new ArrayList<>();
        vm.globals()
                .put(
                        "test",
                        vm.function(
                                "test",
                                args -> {
                                    declared.add(new Declared(args.text(1), args.function(2)));
                                    return Args.none();
                                }));
        String problem = null;
        try {
            String source = Files.readString(file, StandardCharsets.UTF_8);
            vm.call(LIMITS, vm.load(engine.compile(name, source)));
        } catch (LuaError | LuaKill e) {
            problem = String.valueOf(e.getMessage());
        }
        if (problem != null) {
            outcomes.add(new Outcome(name, name, problem));
            return;
        }
        for (Declared test : declared) {
            outcomes.add(new Outcome(name, test.name(), problemOf(vm, test)));
        }
    }

    private String problemOf(LuaVm vm, Declared test) {
        try (GameTest game = GameTest.ofLua(Map.of(), modules, dialect)) {
            vm.call(LIMITS, test.body(), LuaGame.table(vm, game));
            return "";
        } catch (LuaError e) {
            return e.getMessage() + "\n" + e.traceback();
        } catch (LuaKill e) {
            return e.getMessage() + "\n" + e.traceback();
        } catch (RuntimeException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /// A refusal as scripts see it: its text, and its code before it.
    static String text(RuntimeError e) {
        @Nullable String text = e.text();
        return "code " + e.code() + ": " + text;
    }
}
