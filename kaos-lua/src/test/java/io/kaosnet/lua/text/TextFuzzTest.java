package io.kaosnet.lua.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Whatever a script passes, the text functions answer, refuse with their own error, or are stopped
/// by their budget.
class TextFuzzTest {
    private static final long STEPS = 200_000;

    @FuzzTest(maxDuration = "2m")
    void pattern(FuzzedDataProvider input) {
        byte[] source = input.consumeBytes(60);
        byte[] text = input.consumeRemainingAsBytes();
        var meter = new LimitedMeter(STEPS);
        try {
            Pattern.indexOf(source, text, 0, meter);
            var pattern = new Pattern(source, text, meter);
            for (int from = 0; from <= source.length; from++) {
                int end = pattern.match(from, 0);
                if (end < 0) {
                    continue;
                }
                assertThat(end).isBetween(from, source.length);
                for (int i = 0; i < pattern.captures(); i++) {
                    int start = pattern.captureStart(i);
                    int length = Math.max(0, pattern.captureLength(i));
                    assertThat(start).isBetween(0, source.length - length);
                }
            }
        } catch (TextError e) {
            assertThat(e.getMessage()).isNotEmpty();
        } catch (IllegalStateException e) {
            assertThat(e).isSameAs(meter.spent);
        }
    }

    @FuzzTest(maxDuration = "2m")
    void format(FuzzedDataProvider input) {
        var values =
                new AnyValues(
                        input.consumeLong(), input.consumeDouble(), input.consumeAsciiString(20));
        boolean isDialect51 = input.consumeBoolean();
        byte[] format = input.consumeRemainingAsBytes();
        var meter = new LimitedMeter(STEPS);
        try {
            byte[] out = Format.format(format, values, isDialect51, meter);
            assertThat(out.length).isLessThanOrEqualTo(format.length * 500);
        } catch (TextError e) {
            assertThat(e.getMessage()).isNotEmpty();
        } catch (IllegalStateException e) {
            assertThat(e).isSameAs(meter.spent);
        }
    }

    @FuzzTest(maxDuration = "2m")
    void pack(FuzzedDataProvider input) {
        var values =
                new AnyValues(
                        input.consumeLong(), input.consumeDouble(), input.consumeAsciiString(20));
        byte[] format = input.consumeRemainingAsBytes();
        var meter = new LimitedMeter(STEPS);
        try {
            byte[] packed = Pack.pack(format, values, meter);
            Object[] back = Pack.unpack(format, packed, 0, meter);
            assertThat(back[back.length - 1]).isEqualTo(packed.length + 1L);
            assertThat(Pack.size(format, meter)).isEqualTo(packed.length);
        } catch (TextError e) {
            assertThat(e.getMessage()).isNotEmpty();
        } catch (IllegalStateException e) {
            assertThat(e).isSameAs(meter.spent);
        }
    }

    /// The first four bytes say where the format ends.
    @FuzzTest(maxDuration = "2m")
    void unpack(FuzzedDataProvider input) {
        byte[] format = input.consumeBytes(20);
        byte[] data = input.consumeRemainingAsBytes();
        var meter = new LimitedMeter(STEPS);
        try {
            Object[] values = Pack.unpack(format, data, 0, meter);
            assertThat((Long) values[values.length - 1]).isBetween(1L, data.length + 1L);
        } catch (TextError e) {
            assertThat(e.getMessage()).isNotEmpty();
        } catch (IllegalStateException e) {
            assertThat(e).isSameAs(meter.spent);
        }
    }

    @FuzzTest(maxDuration = "2m")
    void numeral(byte[] input) {
        Number n = Numeral.parse(input, 0, input.length);
        Double d = Numeral.parseFloat(input, 0, input.length);
        assertThat(n == null).isEqualTo(d == null);
        if (n instanceof Double x) {
            assertThat(d).isEqualTo(x);
        }
    }

    @FuzzTest(maxDuration = "2m")
    void utf8(byte[] input) {
        int at = 0;
        while (at < input.length) {
            long code = Utf8.decode(input, at, false);
            int length = code < 0 ? 1 : Utf8.length(input[at]);
            if (code >= 0) {
                var out = new ByteBuilder(Meter.UNLIMITED, 8);
                Utf8.encode(out, code);
                assertThat(out.toBytes()).isEqualTo(Arrays.copyOfRange(input, at, at + length));
            }
            at += length;
        }
    }

    /// Immutable. The same values for every argument.
    private record AnyValues(long n, double d, String string)
            implements Format.Values, Pack.Values {
        @Override
        public int last() {
            return Integer.MAX_VALUE;
        }

        @Override
        public long integer(int argument) {
            return n;
        }

        @Override
        public double number(int argument) {
            return d;
        }

        @Override
        public byte[] text(int argument) {
            return string.getBytes(ISO_8859_1);
        }

        @Override
        public byte[] string(int argument) {
            return string.getBytes(ISO_8859_1);
        }

        @Override
        public @Nullable Object literal(int argument) {
            return argument % 3 == 0 ? text(argument) : argument % 3 == 1 ? (Object) n : (Object) d;
        }

        @Override
        public @Nullable String pointer(int argument) {
            return argument % 2 == 0 ? null : "0x00000001";
        }
    }
}
