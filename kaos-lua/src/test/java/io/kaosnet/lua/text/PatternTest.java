package io.kaosnet.lua.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaosnet.lua.ReferenceLua;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Patterns match what they match in the reference, and stop when they cost too much.
class PatternTest {
    private static final String[] PIECES = {
        "a", "b", "c", ".", "%a", "%d", "%s", "%w", "%W", "%.", "[ab]", "[^a]", "[a-c]", "[%w_]",
        "[]]", "(", ")", "()", "*", "+", "-", "?", "^", "$", "%1", "%2", "%b()", "%f[%w]", "%f[^a]",
        "[", "%", "[a-", "%b", "%f", "1", " ", "%g", "%x", "%p", "%c", "%l%u", "[%a-z]", "[^%s]"
    };

    @Test
    void randomPatternsGiveTheSameMatchesAndErrors() {
        ReferenceLua lua = ReferenceLua.version("5.4");
        var random = new Random(4);
        List<String> input = new ArrayList<>();
        List<String> ours = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            String subject = subject(random);
            String pattern = pattern(random);
            input.add(hex(subject) + " " + hex(pattern));
            ours.add(find(subject, pattern));
        }
        List<String> reference =
                lua.lines(
                        """
                        local function text(h)
                          return (h:gsub("..", function(x) return string.char(tonumber(x, 16)) end))
                        end
                        for line in io.lines() do
                          local s, p = line:match("^x(%x*) x(%x*)$")
                          local r = table.pack(pcall(string.match, text(s), "()" .. text(p)))
                          for i = 1, r.n do r[i] = tostring(r[i]) end
                          print(table.concat(r, " ", 2))
                        end""",
                        input);
        assertThat(reference).hasSameSizeAs(ours);
        for (int i = 0; i < ours.size(); i++) {
            assertThat(ours.get(i)).as(unhex(input.get(i))).isEqualTo(reference.get(i));
        }
    }

    /// As `string.match` of the pattern behind a position capture.
    private static String find(String subject, String text) {
        byte[] s = subject.getBytes(ISO_8859_1);
        var pattern = new Pattern(s, ("()" + text).getBytes(ISO_8859_1), Meter.UNLIMITED);
        try {
            for (int from = 0; from <= s.length; from++) {
                int end = pattern.match(from, 0);
                if (end >= 0) {
                    var out = new StringBuilder();
                    for (int i = 0; i < pattern.captures(); i++) {
                        int start = pattern.captureStart(i);
                        int length = pattern.captureLength(i);
                        out.append(i == 0 ? "" : " ");
                        out.append(
                                length == Pattern.POSITION
                                        ? Integer.toString(start + 1)
                                        : subject.substring(start, start + length));
                    }
                    return out.toString();
                }
            }
            return "nil";
        } catch (TextError e) {
            return e.getMessage();
        }
    }

    @Test
    void classesAreThoseOfTheReference() {
        ReferenceLua lua = ReferenceLua.version("5.4");
        var ours = new ArrayList<String>();
        for (char name = 'A'; name <= 'z'; name++) {
            var members = new StringBuilder();
            for (int c = 0; c < 256; c++) {
                byte[] s = {(byte) c};
                byte[] p = {'%', (byte) name};
                if (name != 'b' && name != 'f' && name != 'z') {
                    members.append(new Pattern(s, p, Meter.UNLIMITED).match(0, 0) == 1 ? '1' : '0');
                }
            }
            ours.add(members.toString());
        }
        assertThat(
                        lua.lines(
                                """
                                for name = 65, 122 do
                                  local c = string.char(name)
                                  local t = {}
                                  if not c:find("[bfz]") then
                                    for i = 0, 255 do
                                      t[#t + 1] = string.char(i):find("%" .. c) and 1 or 0
                                    end
                                  end
                                  print(table.concat(t))
                                end""",
                                List.of()))
                .isEqualTo(ours);
    }

    @Test
    void anExponentialPatternIsStoppedByItsBudget() {
        byte[] s = "a".repeat(40).getBytes(ISO_8859_1);
        byte[] p = ("a*".repeat(20) + "b").getBytes(ISO_8859_1);
        var meter = new LimitedMeter(1_000_000);
        assertThatThrownBy(() -> new Pattern(s, p, meter).match(0, 0)).isSameAs(meter.spent);
    }

    @Test
    void aPlainSearchIsChargedForEachByteCompared() {
        byte[] s = "a".repeat(100_000).getBytes(ISO_8859_1);
        byte[] wanted = ("a".repeat(50_000) + "b").getBytes(ISO_8859_1);
        var meter = new LimitedMeter(1_000_000);
        assertThatThrownBy(() -> Pattern.indexOf(s, wanted, 0, meter)).isSameAs(meter.spent);
    }

    private static String subject(Random random) {
        String alphabet = random.nextBoolean() ? "ab" : "abc1 ()._Z\t";
        var text = new StringBuilder();
        int length = random.nextInt(12);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private static String pattern(Random random) {
        var text = new StringBuilder();
        int count = 1 + random.nextInt(7);
        for (int i = 0; i < count; i++) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    private static String hex(String text) {
        return "x" + HexFormat.of().formatHex(text.getBytes(ISO_8859_1));
    }

    private static String unhex(String line) {
        String[] parts = line.split(" ", -1);
        return new String(HexFormat.of().parseHex(parts[0].substring(1)), ISO_8859_1)
                + " ~ "
                + new String(HexFormat.of().parseHex(parts[1].substring(1)), ISO_8859_1);
    }
}
