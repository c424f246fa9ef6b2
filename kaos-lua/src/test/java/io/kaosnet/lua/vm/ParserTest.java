package io.kaosnet.lua.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParserTest {
    private static Ast.Proto parse(String source, boolean is51) {
        return new Parser(source.getBytes(StandardCharsets.ISO_8859_1), "t", is51, null).parse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    x =                    | t:1: unexpected symbol near <eof>
                    for                    | t:1: <name> expected near <eof>
                    goto x                 | t:1: no visible label 'x' for <goto> at line 1
                    ::a:: ::a::            | t:1: label 'a' already defined on line 1
                    local x <const> = 1 x=2| t:1: attempt to assign to const variable 'x'
                    x=}                    | t:1: unexpected symbol near '}'
                    x=1e                   | t:1: malformed number near '1e'
                    a.b:c=1                | t:1: function arguments expected near '='
                    x = [[abc              | t:1: unfinished long string (starting at line 1) near <eof>
                    local a <foo> = 1      | t:1: unknown attribute 'foo'
                    do goto l; local a; ::l:: print(a) end | t:1: <goto l> at line 1 jumps into the scope of local 'a'
                    """)
    void syntaxErrorsSayWhatAndWhere(String source, String message) {
        assertThatThrownBy(() -> parse(source, false))
                .isInstanceOf(LuaError.class)
                .hasMessage(message);
    }

    @Test
    void namesAreResolvedToLocalsUpvaluesAndGlobals() {
        Ast.Proto main = parse("local a = 1 local b function f() b = a g = b end", false);
        assertThat(main.locals).extracting(v -> v.name).containsExactly("a", "b");
        Ast.Var a = main.locals.get(0);
        Ast.Var b = main.locals.get(1);
        assertThat(a.captured).isTrue();
        assertThat(a.isCell()).isFalse();
        assertThat(b.isCell()).isTrue();
    }

    @Test
    void gotoIsANameIn51() {
        assertThat(parse("goto = 1", true).body.stats).hasSize(1);
        assertThatThrownBy(() -> parse("goto = 1", false)).isInstanceOf(LuaError.class);
        assertThat(parse("local goto = print goto(1) goto 'x' goto\n{}", true).body.stats)
                .hasSize(4);
    }

    @Test
    void twoNamesAreAJumpIn51() {
        assertThat(parse("while true do goto next ::next:: end", true).body.stats).hasSize(1);
        assertThatThrownBy(() -> parse("goto nowhere", true))
                .hasMessage("t:1: no visible label 'nowhere' for <goto> at line 1");
    }
}
