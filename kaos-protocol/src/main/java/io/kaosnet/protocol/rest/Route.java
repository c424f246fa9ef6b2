package io.kaosnet.protocol.rest;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;

/// One HTTP binding of one call. Immutable.
///
/// The path template is made of literal segments and variables: `{name}` is one segment, and
/// `{name=**}`, only as the last, is the rest of the path with its slashes (it may be empty).
/// A variable names a field of the input; a name without a field is captured and not bound.
///
/// @param httpMethod upper case, `GET`
/// @param path the template, `/v2/group/{group_id}/add`
/// @param rpcName the call, `AddGroupUsers`
/// @param input default instance of the request message
/// @param output default instance of the reply message
/// @param bodyField `*` the body is the input; a field's name: the body is that field; empty: the
///     body is not read
public record Route(
        String httpMethod,
        String path,
        String rpcName,
        Message input,
        Message output,
        String bodyField) {
    private static final String REST_OF_PATH = "=**";

    public Route {
        if (httpMethod.isEmpty() || !path.startsWith("/") || rpcName.isEmpty()) {
            throw new IllegalArgumentException(
                    "route: "
                            + httpMethod
                            + ' '
                            + path
                            + ' '
                            + rpcName
                            + " (expected: a method, a path from /, a call)");
        }
        if (!bodyField.isEmpty()
                && !bodyField.equals("*")
                && input.getDescriptorForType().findFieldByName(bodyField) == null) {
            throw new IllegalArgumentException(
                    path + ": body field " + bodyField + " is not in the input");
        }
        List<String> segments = segments(path);
        for (int i = 0; i < segments.size(); i++) {
            String segment = segments.get(i);
            if (isRestOfPath(segment) && i + 1 < segments.size()) {
                throw new IllegalArgumentException(
                        path + ": " + segment + " (expected: =** as the last segment only)");
            }
            if (isVariable(segment)) {
                checkVariable(input, path, variableName(segment));
            }
        }
    }

    /// Names of the path's variables, in their order.
    public List<String> variables() {
        List<String> names = new ArrayList<>();
        for (String segment : segments(path)) {
            if (isVariable(segment)) {
                names.add(variableName(segment));
            }
        }
        return List.copyOf(names);
    }

    /// Whether the request body is part of the message.
    public boolean hasBody() {
        return !bodyField.isEmpty();
    }

    static List<String> segments(String path) {
        return List.of(path.substring(1).split("/", -1));
    }

    static boolean isVariable(String segment) {
        return segment.startsWith("{") && segment.endsWith("}");
    }

    static boolean isRestOfPath(String segment) {
        return isVariable(segment) && segment.endsWith(REST_OF_PATH + '}');
    }

    static String variableName(String segment) {
        int end = segment.length() - 1 - (isRestOfPath(segment) ? REST_OF_PATH.length() : 0);
        return segment.substring(1, end);
    }

    private static void checkVariable(Message input, String path, String name) {
        FieldDescriptor field = input.getDescriptorForType().findFieldByName(name);
        if (field != null
                && (field.isRepeated()
                        || (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                                && !TextValues.isScalarMessage(field.getMessageType())))) {
            throw new IllegalArgumentException(
                    path + ": " + name + " has no form as one path segment");
        }
    }
}
