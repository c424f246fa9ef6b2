package io.kaosnet.protocol.rest;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.kaosnet.protocol.json.JsonFormatException;
import io.kaosnet.protocol.json.MessageJson;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Builds the request message of a REST call. Pure functions.
///
/// A field comes from one place: the path if the route names it there, else the body if the route
/// takes it from there, else the query string. With `*` as the body the query is not read.
public final class RequestReader {
    private static final byte[] NO_BODY = new byte[0];

    private RequestReader() {}

    /// The message of a request without a body.
    public static Message read(Routes.Found found, @Nullable String query)
            throws BadRequestException {
        return read(found, query, NO_BODY, 0, 0);
    }

    /// The message of a request with a body, which the route may or may not read.
    ///
    /// @param query as received, still encoded, without the `?`; null and empty mean none
    /// @param body JSON, already decompressed; not kept
    /// @throws BadRequestException for the caller's mistake, with a text for the caller
    public static Message read(
            Routes.Found found, @Nullable String query, byte[] body, int offset, int length)
            throws BadRequestException {
        Route route = found.route();
        Message.Builder request = route.input().newBuilderForType();
        if (route.hasBody()) {
            readBody(route, request, body, offset, length);
        }
        if (query != null && !query.isEmpty() && !route.isBodyWhole()) {
            readQuery(route, request, query);
        }
        List<@Nullable FieldDescriptor> variables = route.variableFields();
        for (int i = 0; i < variables.size(); i++) {
            FieldDescriptor field = variables.get(i);
            if (field != null) {
                String text = found.values().get(i);
                request.setField(field, TextValues.parse(request, field, field.getName(), text));
            }
        }
        return request.build();
    }

    private static void readBody(
            Route route, Message.Builder request, byte[] body, int offset, int length)
            throws BadRequestException {
        try {
            if (route.isBodyWhole()) {
                MessageJson.rest().merge(body, offset, length, request);
                return;
            }
            FieldDescriptor field =
                    request.getDescriptorForType().findFieldByName(route.bodyField());
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                Message.Builder part = request.newBuilderForField(field);
                MessageJson.rest().merge(body, offset, length, part);
                request.setField(field, part.build());
            } else {
                request.setField(field, MessageJson.readString(body, offset, length));
            }
        } catch (JsonFormatException e) {
            throw new BadRequestException("body: " + e.getMessage());
        }
    }

    private static void readQuery(Route route, Message.Builder request, String query)
            throws BadRequestException {
        List<FieldDescriptor> seen = new ArrayList<>(4);
        int start = 0;
        while (start <= query.length()) {
            int end = query.indexOf('&', start);
            if (end < 0) {
                end = query.length();
            }
            if (end > start) {
                int equals = query.indexOf('=', start);
                int nameEnd = equals < 0 || equals > end ? end : equals;
                String name = decoded(query.substring(start, nameEnd));
                String value = nameEnd == end ? "" : query.substring(nameEnd + 1, end);
                readParameter(route, request, name, value, seen);
            }
            start = end + 1;
        }
    }

    private static void readParameter(
            Route route,
            Message.Builder request,
            String name,
            String encodedValue,
            List<FieldDescriptor> seen)
            throws BadRequestException {
        Message.Builder owner = request;
        int start = 0;
        while (true) {
            int dot = name.indexOf('.', start);
            String part = dot < 0 ? name.substring(start) : name.substring(start, dot);
            FieldDescriptor field =
                    start == 0
                            ? route.queryFieldsByName().get(part)
                            : findField(owner.getDescriptorForType(), part);
            if (field == null || field.isMapField()) {
                return; // unknown, or comes from the path or the body: passed over
            }
            boolean isMessage =
                    field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                            && !TextValues.isScalarMessage(field.getMessageType());
            if (dot < 0) {
                if (!isMessage) {
                    set(owner, field, name, decoded(encodedValue), seen);
                }
                return;
            }
            if (!isMessage || field.isRepeated()) {
                return;
            }
            owner = owner.getFieldBuilder(field);
            start = dot + 1;
        }
    }

    private static void set(
            Message.Builder owner,
            FieldDescriptor field,
            String name,
            String text,
            List<FieldDescriptor> seen)
            throws BadRequestException {
        Object value = TextValues.parse(owner, field, name, text);
        if (field.isRepeated()) {
            owner.addRepeatedField(field, value);
            return;
        }
        if (seen.contains(field)) {
            throw TextValues.bad(name, text, "the parameter once");
        }
        seen.add(field);
        owner.setField(field, value);
    }

    private static @Nullable FieldDescriptor findField(Descriptor type, String name) {
        FieldDescriptor field = type.findFieldByName(name);
        if (field != null) {
            return field;
        }
        for (FieldDescriptor candidate : type.getFields()) {
            if (candidate.getJsonName().equals(name)) {
                return candidate;
            }
        }
        return null;
    }

    private static String decoded(String text) throws BadRequestException {
        String decoded = PercentCode.decode(text, true);
        if (decoded == null) {
            throw TextValues.bad("query", text, "percent-encoded UTF-8");
        }
        return decoded;
    }
}
