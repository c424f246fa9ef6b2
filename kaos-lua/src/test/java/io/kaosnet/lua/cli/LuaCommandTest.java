package io.kaosnet.lua.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LuaCommandTest {
    @TempDir Path folder;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String input, String... argv) {
        return LuaCommand.run(
                argv,
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String script(String name, String source) throws IOException {
        return Files.writeString(folder.resolve(name), source).toString();
    }

    @Test
    void aScriptGetsItsArgumentsAndItsNeighbours() throws IOException {
        script("other.lua", "return {double = function(x) return x * 2 end}");
        String file =
                script(
                        "main.lua",
                        "local a = ... print(a, arg[1], #arg, require('other').double(21))");
        assertThat(run("", file, "x")).isZero();
        assertThat(out).hasToString("x\tx\t1\t42\n");
    }

    @Test
    void aScriptErrorIsStatusOneWithItsTrace() throws IOException {
        String file = script("bad.lua", "local function f() error('boom') end\nf()");
        assertThat(run("", file)).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains(
                        "bad.lua:1: boom",
                        "bad.lua:1: in function 'f'",
                        "bad.lua:2: in main chunk");
    }

    @Test
    void anOverrunBudgetIsStatusThreeAndSaysWhichAndWhere() throws IOException {
        String file = script("loop.lua", "while true do\nend");
        assertThat(run("", "--fuel", "10000", file)).isEqualTo(3);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("killed: fuel budget overrun", "loop.lua:1: in main chunk");
        assertThat(run("", "--time-ms", "20", file)).isEqualTo(3);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("killed: time budget overrun");
        String grow = script("grow.lua", "local t = {} while true do t[#t + 1] = {} end");
        assertThat(run("", "--memory-mb", "4", grow)).isEqualTo(3);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("killed: memory budget overrun");
    }

    @Test
    void requireSeesNothingOutsideTheFolder() throws IOException {
        String file = script("r.lua", "print(pcall(require, '../secret'))");
        assertThat(run("", file)).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("module '../secret' not found");
    }

    @Test
    void thePromptPrintsValuesAndGoesOnAfterErrors() {
        assertThat(run("1 + 1\nx = 5\nfunction f()\nreturn x\nend\nf(), 'a'\nerror('e')\nx\n"))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("KaosNet, Lua 5.4;", "> 2\n", "> >> >> > 5\ta\n", "> 5\n");
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("stdin:1: e");
    }

    @Test
    void wrongUsageIsStatusTwo() {
        assertThat(run("", "--fuel", "many", "x.lua")).isEqualTo(2);
        assertThat(run("", "--what", "1")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("--fuel: many", "unknown option --what", "usage:");
        assertThat(run("", "/does/not/exist.lua")).isEqualTo(1);
    }
}
