package io.kaosnet.protocol;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.kaosnet.protocol.api.Api;
import io.kaosnet.protocol.realtime.Realtime;
import io.kaosnet.protocol.rest.Prototypes;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Any message of the wire, filled from a seed with values that include the edges.
public final class RandomMessages {
    private static final int MAX_DEPTH = 4;
    private static final String[] TEXTS = {
        "",
        "a",
        "0",
        "null",
        "true",
        "with \"quotes\" \\ and / slashes",
        "\t\n\r\b\f\u0000\u001f",
        "\u00fc\u00df",
        "\u65e5\u672c",
        "\ud83d\ude00",
        "<script>&'\u2028\u2029",
        "\u007f\u0080\uffff"
    };

    private RandomMessages() {}

    /// Every message of both files, nested ones included, map entries excluded.
    public static List<Message> prototypes() {
        List<Message> found = new ArrayList<>();
        Api.getDescriptor().getMessageTypes().forEach(type -> collect(type, found));
        Realtime.getDescriptor().getMessageTypes().forEach(type -> collect(type, found));
        return found;
    }

    private static void collect(Descriptor type, List<Message> found) {
        if (!type.getOptions().getMapEntry()) {
            found.add(Prototypes.of(type));
            type.getNestedTypes().forEach(nested -> collect(nested, found));
        }
    }

    public static Message next(Message prototype, RandomGenerator random) {
        return fill(prototype.newBuilderForType(), random, 0).build();
    }

    private static Message.Builder fill(
            Message.Builder builder, RandomGenerator random, int depth) {
        if (builder instanceof Timestamp.Builder time) {
            return fillTime(time, random);
        }
        for (FieldDescriptor field : builder.getDescriptorForType().getFields()) {
            boolean isMessage = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
            if (random.nextInt(3) == 0 || (isMessage && depth >= MAX_DEPTH)) {
                continue;
            }
            if (field.isMapField()) {
                fillMap(builder, field, random);
            } else if (field.isRepeated()) {
                for (int i = random.nextInt(4); i > 0; i--) {
                    builder.addRepeatedField(field, value(builder, field, random, depth));
                }
            } else {
                builder.setField(field, value(builder, field, random, depth));
            }
        }
        return builder;
    }

    private static void fillMap(
            Message.Builder builder, FieldDescriptor field, RandomGenerator random) {
        for (int i = random.nextInt(4); i > 0; i--) {
            Message.Builder entry = builder.newBuilderForField(field);
            FieldDescriptor key = field.getMessageType().findFieldByNumber(1);
            FieldDescriptor value = field.getMessageType().findFieldByNumber(2);
            entry.setField(key, i + "." + TEXTS[random.nextInt(TEXTS.length)]);
            entry.setField(value, value(entry, value, random, MAX_DEPTH));
            builder.addRepeatedField(field, entry.build());
        }
    }

    private static Message.Builder fillTime(Timestamp.Builder time, RandomGenerator random) {
        long seconds =
                switch (random.nextInt(4)) {
                    case 0 -> random.nextLong(-62_135_596_800L, 253_402_300_800L);
                    case 1 -> random.nextBoolean() ? -62_135_596_800L : 253_402_300_799L;
                    default -> random.nextLong(0, 4_000_000_000L);
                };
        int nanos =
                switch (random.nextInt(4)) {
                    case 0 -> 0;
                    case 1 -> random.nextInt(1_000) * 1_000_000;
                    case 2 -> random.nextInt(1_000_000) * 1_000;
                    default -> random.nextInt(1_000_000_000);
                };
        return time.setSeconds(seconds).setNanos(nanos);
    }

    private static Object value(
            Message.Builder owner, FieldDescriptor field, RandomGenerator random, int depth) {
        return switch (field.getJavaType()) {
            case INT ->
                    switch (random.nextInt(4)) {
                        case 0 -> 0;
                        case 1 -> random.nextBoolean() ? Integer.MIN_VALUE : Integer.MAX_VALUE;
                        case 2 -> random.nextInt(100);
                        default -> random.nextInt();
                    };
            case LONG ->
                    switch (random.nextInt(4)) {
                        case 0 -> 0L;
                        case 1 -> random.nextBoolean() ? Long.MIN_VALUE : Long.MAX_VALUE;
                        case 2 -> random.nextLong(100);
                        default -> random.nextLong();
                    };
            case FLOAT -> (float) random.nextGaussian();
            case DOUBLE ->
                    switch (random.nextInt(8)) {
                        case 0 -> 0.0;
                        case 1 -> -0.0;
                        case 2 -> Double.NaN;
                        case 3 ->
                                random.nextBoolean()
                                        ? Double.POSITIVE_INFINITY
                                        : Double.NEGATIVE_INFINITY;
                        case 4 -> (double) random.nextInt();
                        case 5 -> random.nextBoolean() ? Double.MIN_VALUE : -Double.MAX_VALUE;
                        default -> random.nextGaussian() * Math.pow(10, random.nextInt(-30, 30));
                    };
            case BOOLEAN -> random.nextBoolean();
            case STRING -> text(random);
            case BYTE_STRING -> {
                var bytes = new byte[random.nextInt(20)];
                random.nextBytes(bytes);
                yield ByteString.copyFrom(bytes);
            }
            case ENUM -> {
                List<EnumValueDescriptor> values = field.getEnumType().getValues();
                yield random.nextInt(8) == 0
                        ? field.getEnumType().findValueByNumberCreatingIfUnknown(1000)
                        : values.get(random.nextInt(values.size()));
            }
            case MESSAGE -> fill(owner.newBuilderForField(field), random, depth + 1).build();
        };
    }

    private static String text(RandomGenerator random) {
        if (random.nextBoolean()) {
            return TEXTS[random.nextInt(TEXTS.length)];
        }
        var text = new StringBuilder();
        for (int i = random.nextInt(60); i > 0; i--) {
            text.append(TEXTS[random.nextInt(TEXTS.length)]);
        }
        return text.toString();
    }
}
