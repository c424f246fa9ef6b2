package io.kaosnet.protocol.rest;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.kaosnet.protocol.json.LenientBase64;
import io.kaosnet.protocol.json.Rfc3339;

/// Field values written as bare text, as in a path segment or a query parameter. Pure functions.
final class TextValues {
    private TextValues() {}

    /// Whether a message type stands for one scalar: the wrappers, and times.
    static boolean isScalarMessage(Descriptor type) {
        return type == Timestamp.getDescriptor()
                || type.getFile().getName().equals("google/protobuf/wrappers.proto");
    }

    /// The value of a field (of one element, if repeated) for [Message.Builder#setField].
    ///
    /// @param name of the parameter, for the error
    static Object parse(Message.Builder owner, FieldDescriptor field, String name, String text)
            throws BadRequestException {
        return switch (field.getJavaType()) {
            case STRING -> text;
            case BOOLEAN -> parseBoolean(name, text);
            case INT -> parseInt(field, name, text);
            case LONG -> parseLong(field, name, text);
            case FLOAT -> {
                double value = parseDouble(name, text);
                float narrow = (float) value;
                if (Float.isInfinite(narrow) && !Double.isInfinite(value)) {
                    throw bad(name, text, "a number within the range of a float");
                }
                yield narrow;
            }
            case DOUBLE -> parseDouble(name, text);
            case BYTE_STRING -> {
                byte[] bytes = LenientBase64.decode(text);
                if (bytes == null) {
                    throw bad(name, text, "base64");
                }
                yield ByteString.copyFrom(bytes);
            }
            case ENUM -> parseEnum(field, name, text);
            case MESSAGE -> parseMessage(owner, field, name, text);
        };
    }

    static BadRequestException bad(String name, String text, String expected) {
        String shown = text.length() <= 40 ? text : text.substring(0, 40) + "...";
        return new BadRequestException(name + ": \"" + shown + "\" (expected: " + expected + ")");
    }

    private static Message parseMessage(
            Message.Builder owner, FieldDescriptor field, String name, String text)
            throws BadRequestException {
        if (field.getMessageType() == Timestamp.getDescriptor()) {
            Timestamp time = Rfc3339.parse(text);
            if (time == null) {
                throw bad(name, text, "an RFC 3339 time such as 2026-11-21T07:00:00Z");
            }
            return time;
        }
        if (!isScalarMessage(field.getMessageType())) {
            throw bad(name, text, "fields of " + field.getMessageType().getFullName());
        }
        Message.Builder wrapper = owner.newBuilderForField(field);
        FieldDescriptor value = field.getMessageType().findFieldByNumber(1);
        return wrapper.setField(value, parse(wrapper, value, name, text)).build();
    }

    private static boolean parseBoolean(String name, String text) throws BadRequestException {
        return switch (text) {
            case "1", "t", "T", "true", "TRUE", "True" -> true;
            case "0", "f", "F", "false", "FALSE", "False" -> false;
            default -> throw bad(name, text, "true or false");
        };
    }

    private static int parseInt(FieldDescriptor field, String name, String text)
            throws BadRequestException {
        boolean isUnsigned =
                field.getType() == FieldDescriptor.Type.UINT32
                        || field.getType() == FieldDescriptor.Type.FIXED32;
        try {
            return isUnsigned ? Integer.parseUnsignedInt(text) : Integer.parseInt(text);
        } catch (NumberFormatException _) { // told to the caller with the rule
            throw bad(name, text, isUnsigned ? "uint32" : "int32");
        }
    }

    private static long parseLong(FieldDescriptor field, String name, String text)
            throws BadRequestException {
        boolean isUnsigned =
                field.getType() == FieldDescriptor.Type.UINT64
                        || field.getType() == FieldDescriptor.Type.FIXED64;
        try {
            return isUnsigned ? Long.parseUnsignedLong(text) : Long.parseLong(text);
        } catch (NumberFormatException _) { // told to the caller with the rule
            throw bad(name, text, isUnsigned ? "uint64" : "int64");
        }
    }

    private static double parseDouble(String name, String text) throws BadRequestException {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException _) { // told to the caller with the rule
            throw bad(name, text, "a number");
        }
    }

    private static EnumValueDescriptor parseEnum(FieldDescriptor field, String name, String text)
            throws BadRequestException {
        EnumValueDescriptor named = field.getEnumType().findValueByName(text);
        if (named != null) {
            return named;
        }
        try {
            return field.getEnumType().findValueByNumberCreatingIfUnknown(Integer.parseInt(text));
        } catch (NumberFormatException _) { // told to the caller with the rule
            throw bad(name, text, "a name or a number of " + field.getEnumType().getFullName());
        }
    }
}
