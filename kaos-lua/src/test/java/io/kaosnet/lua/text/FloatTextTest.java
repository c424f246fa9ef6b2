package io.kaosnet.lua.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.lua.ReferenceLua;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Floats as text and back are digit for digit those of C.
class FloatTextTest {
    @SuppressWarnings("FloatingPointLiteralPrecision") // such are the interesting ones
    private static final double[] CORNERS = {
        0,
        -0.0,
        1,
        -1,
        0.1,
        0.5,
        1.5,
        2.5,
        0.25,
        0.125,
        1e14,
        1e15,
        1e16,
        123456789012345.0,
        99999999999999.5,
        999999.5,
        9.9999995,
        0.00001,
        0.0001,
        1e-5,
        5e-324,
        4.9e-320,
        Double.MIN_NORMAL,
        Double.MAX_VALUE,
        1e23,
        9007199254740993.0,
        1e22,
        2e-308,
        0.3,
        1.0 / 3,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        1e100,
        1e-100,
        0.045,
        1.005,
        2.675
    };

    @Test
    void everyConversionGivesTheDigitsOfC() {
        ReferenceLua lua = ReferenceLua.version("5.4");
        var random = new Random(1);
        List<String> input = new ArrayList<>();
        List<String> ours = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            double d = i < 20 * CORNERS.length ? CORNERS[i / 20] : any(random);
            String spec = spec(random);
            input.add(spec + " " + Long.toHexString(Double.doubleToLongBits(d)));
            ours.add(new String(format(spec, d), StandardCharsets.ISO_8859_1) + "|");
        }
        List<String> reference =
                lua.lines(
                        """
                        for line in io.lines() do
                          local spec, bits = line:match("(%S+) (%x+)")
                          local d = string.unpack("d", string.pack("j", tonumber(bits, 16)))
                          print(string.format(spec, d) .. "|")
                        end""",
                        input);
        assertThat(reference).hasSameSizeAs(ours);
        for (int i = 0; i < ours.size(); i++) {
            assertThat(ours.get(i)).as(input.get(i)).isEqualTo(reference.get(i));
        }
    }

    @Test
    void generalIsFourteenDigits() {
        ReferenceLua lua = ReferenceLua.version("5.1");
        var random = new Random(2);
        List<String> input = new ArrayList<>();
        List<String> ours = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            double d = i < CORNERS.length ? CORNERS[i] : any(random);
            input.add(Double.toString(d).replace("Infinity", "1e999"));
            ours.add(FloatText.general(d));
        }
        assertThat(lua.lines("for l in io.lines() do print(tonumber(l)) end", input))
                .isEqualTo(ours);
    }

    @Test
    void numeralsReadAsInC() {
        ReferenceLua lua = ReferenceLua.version("5.4");
        var random = new Random(3);
        List<String> input = new ArrayList<>(NUMERALS);
        String alphabet = "0123456789abcdefxXpPeE+-. .0x1e";
        while (input.size() < 20_000) {
            var text = new StringBuilder();
            int length = 1 + random.nextInt(12);
            if (random.nextInt(3) == 0) {
                text.append("0x");
            }
            for (int i = 0; i < length; i++) {
                int among = random.nextBoolean() ? 10 : alphabet.length();
                text.append(alphabet.charAt(random.nextInt(among)));
            }
            input.add(text.toString());
        }
        List<String> reference =
                lua.lines(
                        """
                        for line in io.lines() do
                          local n = tonumber(line)
                          print(n and string.format("%q", n))
                        end""",
                        input);
        for (int i = 0; i < input.size(); i++) {
            byte[] text = input.get(i).getBytes(StandardCharsets.ISO_8859_1);
            assertThat(literal(Numeral.parse(text, 0, text.length)))
                    .as(input.get(i))
                    .isEqualTo(reference.get(i));
        }
    }

    private static final List<String> NUMERALS =
            List.of(
                    "9223372036854775807",
                    "9223372036854775808",
                    "-9223372036854775808",
                    "-9223372036854775809",
                    "0x7fffffffffffffff",
                    "0xffffffffffffffff",
                    "0x1ffffffffffffffff",
                    "-0x8000000000000000",
                    "0x.8",
                    "0x8.",
                    "0x.",
                    "0x",
                    "0x1p4",
                    "0x1p-1074",
                    "0x1p-1075",
                    "0x1.8p-1075",
                    "0x1p1024",
                    "0xA.8p+1",
                    "0x1.fffffffffffffffffp0",
                    "0x1.00000000000008p0",
                    "0x1.000000000000081p0",
                    "0x123456789abcdef012345.6789p-3",
                    "0x0.0000000000000000000000001p99999999999",
                    "1e",
                    "1e+",
                    "1e400",
                    "-1e400",
                    "1e-400",
                    "1e99999999999",
                    "inf",
                    "nan",
                    "0x1p",
                    "infinity",
                    "1 2",
                    " 1 ",
                    "\t7\r",
                    "1e1 ",
                    "",
                    " ",
                    "+1",
                    "- 1",
                    "--1",
                    "+-1",
                    ".5",
                    "5.",
                    ".",
                    "1..2",
                    "1f",
                    "1d",
                    "1.5d",
                    "0x1.8d",
                    "1_000",
                    "0b1",
                    "1e1.5",
                    "2.2250738585072011e-308",
                    "2.2250738585072012e-308",
                    "123456789".repeat(90));

    @Test
    void floatsAloneReadHexadecimalWithoutWrapping() {
        byte[] text = "0xffffffffffffffffff".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(Numeral.parseFloat(text, 0, text.length)).isEqualTo(0x1p72);
        assertThat(Numeral.parseFloat(text, 0, 4)).isEqualTo(255.0);
        assertThat(Numeral.parseFloat(text, 0, 2)).isNull();
    }

    private static String literal(@Nullable Number n) {
        return n == null
                ? "nil"
                : new String(
                        Format.format(
                                "%q".getBytes(StandardCharsets.ISO_8859_1),
                                new OneValue(n),
                                false,
                                Meter.UNLIMITED),
                        StandardCharsets.ISO_8859_1);
    }

    private static byte[] format(String spec, double d) {
        return Format.format(
                spec.getBytes(StandardCharsets.ISO_8859_1),
                new OneValue(d),
                false,
                Meter.UNLIMITED);
    }

    private static String spec(Random random) {
        var spec = new StringBuilder("%");
        for (char flag : "-+#0_".toCharArray()) {
            if (flag != '_' && random.nextInt(4) == 0) {
                spec.append(flag);
            }
        }
        if (random.nextInt(3) == 0) {
            spec.append(1 + random.nextInt(40));
        }
        if (random.nextInt(3) > 0) {
            int most = random.nextInt(8) == 0 ? 100 : 20;
            spec.append('.').append(random.nextInt(most));
        }
        return spec.append("eEfgGaA".charAt(random.nextInt(7))).toString();
    }

    private static double any(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> {
                double d = Double.longBitsToDouble(random.nextLong());
                yield Double.isNaN(d) ? 1 : d;
            }
            case 1 -> random.nextInt(100_000) / 1000.0;
            case 2 -> random.nextInt(2_000_000) / 64.0;
            case 3 -> random.nextLong();
            case 4 -> random.nextDouble();
            default -> (random.nextInt(200_000) - 100_000) * Math.pow(10, random.nextInt(40) - 20);
        };
    }

    /// Immutable. The one argument of a format.
    record OneValue(Number value) implements Format.Values {
        @Override
        public int last() {
            return 2;
        }

        @Override
        public long integer(int argument) {
            return value.longValue();
        }

        @Override
        public double number(int argument) {
            return value.doubleValue();
        }

        @Override
        public byte[] text(int argument) {
            return value.toString().getBytes(StandardCharsets.ISO_8859_1);
        }

        @Override
        public @Nullable Object literal(int argument) {
            return value;
        }

        @Override
        public @Nullable String pointer(int argument) {
            return null;
        }
    }
}
