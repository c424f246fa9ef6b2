package io.kaosnet.runtime.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.lua.vm.Dialect;
import io.kaosnet.runtime.test.LuaTests.Outcome;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class LuaTestsTest {
    private static final Path LUA = Path.of("src/test/lua");

    @Test
    void testsInLuaRunAgainstAGameOfTheirOwn() throws Exception {
        List<Outcome> outcomes =
                new LuaTests(LUA.resolve("basic"), Dialect.LUA_5_1).run(LUA.resolve("tests"));
        assertThat(outcomes).hasSize(3).allSatisfy(one -> assertThat(one.problem()).isEmpty());
    }

    @Test
    void modulesInTheOtherDialectAreTestedInIt() throws Exception {
        List<Outcome> outcomes =
                new LuaTests(LUA.resolve("dialect54"), Dialect.LUA_5_4).run(LUA.resolve("tests54"));
        assertThat(outcomes).hasSize(3).allSatisfy(one -> assertThat(one.problem()).isEmpty());
    }

    @Test
    void whatFailsIsSaidWithItsPlace() throws Exception {
        List<Outcome> outcomes =
                new LuaTests(LUA.resolve("basic"), Dialect.LUA_5_1).run(LUA.resolve("failing"));
        assertThat(outcomes)
                .extracting(Outcome::isPassed)
                .containsExactly(false, false, true, false);
        assertThat(outcomes.get(0).problem()).contains("it shouts").contains("bad_test.lua:2");
        assertThat(outcomes.get(1).problem()).contains("code 4: the function took too long");
        assertThat(outcomes.get(3).problem()).contains("broken_test.lua:1");
    }
}
