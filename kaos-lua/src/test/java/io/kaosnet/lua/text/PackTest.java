package io.kaosnet.lua.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.lua.ReferenceLua;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Values are packed byte for byte as in the reference, and read back.
class PackTest {
    private static final String[] OPTIONS = {
        "b", "B", "h", "H", "i", "I", "l", "L", "j", "J", "T", "f", "d", "n", "i1", "i3", "I5",
        "i7", "i8", "i16", "I12", "s", "s1", "s2", "z", "c3", "c0", "c12", "x", "X", "Xi4", "!",
        "!2", "!4", "!8", "<", ">", "=", " ", "i17", "i0", "c", "q", "!3", "Xd"
    };

    @Test
    void randomFormatsGiveTheSameBytesAndErrors() {
        ReferenceLua lua = ReferenceLua.version("5.4");
        var random = new Random(5);
        List<String> input = new ArrayList<>();
        List<String> ours = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            String format = format(random);
            long value = random.nextLong() >> random.nextInt(64) >> (random.nextBoolean() ? 0 : 32);
            input.add(value + " " + format);
            ours.add(pack(format, value));
        }
        List<String> reference =
                lua.lines(
                        """
                        for line in io.lines() do
                          local value, format = line:match("^(%S+) (.*)$")
                          value = tonumber(value)
                          local args = {}
                          for i = 1, 20 do args[i] = value end
                          local ok, bytes = pcall(string.pack, format, table.unpack(args))
                          if ok then
                            local back = table.pack(pcall(string.unpack, format, bytes))
                            for i = 1, back.n do
                              local v = back[i]
                              back[i] = type(v) == "string" and v:gsub("%z", "0") or
                                  math.type(v) == "float" and ("%a"):format(v) or tostring(v)
                            end
                            bytes = bytes:gsub(".", function(c) return ("%02x"):format(c:byte()) end)
                            print(bytes .. " " .. table.concat(back, ",", 2))
                          else
                            print((bytes:gsub("string%.pack", "pack")))
                          end
                        end""",
                        input);
        assertThat(reference).hasSameSizeAs(ours);
        for (int i = 0; i < ours.size(); i++) {
            assertThat(ours.get(i)).as(input.get(i)).isEqualTo(reference.get(i));
        }
    }

    private static String pack(String format, long value) {
        byte[] f = format.getBytes(ISO_8859_1);
        var text = new StringBuilder();
        byte[] bytes;
        try {
            bytes = Pack.pack(f, new Same(value), Meter.UNLIMITED);
        } catch (TextError e) {
            return error(e);
        }
        text.append(HexFormat.of().formatHex(bytes)).append(' ');
        try {
            Object[] back = Pack.unpack(f, bytes, 0, Meter.UNLIMITED);
            for (int i = 0; i < back.length; i++) {
                text.append(i == 0 ? "" : ",");
                switch (back[i]) {
                    case byte[] s -> text.append(new String(s, ISO_8859_1).replace('\0', '0'));
                    case Double d -> text.append(FloatText.hexadecimal(d, -1, false));
                    default -> text.append(back[i]);
                }
            }
        } catch (TextError e) {
            text.append(error(e).replace("to 'pack'", "to 'string.unpack'"));
        }
        return text.toString();
    }

    private static String error(TextError e) {
        return e.argument() == 0
                ? e.getMessage()
                : "bad argument #" + e.argument() + " to 'pack' (" + e.getMessage() + ")";
    }

    private static String format(Random random) {
        var text = new StringBuilder();
        int count = 1 + random.nextInt(7);
        for (int i = 0; i < count; i++) {
            text.append(OPTIONS[random.nextInt(OPTIONS.length)]);
        }
        return text.toString();
    }

    /// Immutable. The same number for every argument.
    private record Same(long value) implements Pack.Values {
        @Override
        public long integer(int argument) {
            return value;
        }

        @Override
        public double number(int argument) {
            return value;
        }

        @Override
        public byte[] string(int argument) {
            return Long.toString(value).getBytes(ISO_8859_1);
        }
    }
}
