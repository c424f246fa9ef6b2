package io.kaosnet.protocol.rest;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One HTTP binding of one call. Immutable.
///
/// The path template is made of literal segments and variables: `{name}` is one segment, and
/// `{name=**}`, only as the last, is the rest of the path with its slashes (it may be empty).
/// A variable names a field of the input; a name without a field is captured and not bound.
public final class Route {
    private static final String REST_OF_PATH = "=**";
    private static final String WHOLE_INPUT = "*";

    private final String httpMethod;
    private final String path;
    private final String rpcName;
    private final Descriptor inputType;
    private final Descriptor outputType;
    private final String bodyField;
    private final List<String> segments;
    private final List<String> variables;
    private final List<@Nullable FieldDescriptor> variableFields;
    private final Map<String, FieldDescriptor> queryFields;
    // Racy on purpose: a default instance is one per class. Not loaded at start, for there are 120.
    private @Nullable Message input;
    private @Nullable Message output;

    /// Messages are given by their default instances.
    ///
    /// @param httpMethod upper case, `GET`
    /// @param path the template, `/v2/group/{group_id}/add`
    /// @param rpcName the call, `AddGroupUsers`
    /// @param bodyField `*`: the body is the input; a field's name: the body is that field; empty:
    ///     the body is not read
    public Route(
            String httpMethod,
            String path,
            String rpcName,
            Message input,
            Message output,
            String bodyField) {
        this(
                httpMethod,
                path,
                rpcName,
                input.getDescriptorForType(),
                output.getDescriptorForType(),
                bodyField);
        this.input = input;
        this.output = output;
    }

    Route(
            String httpMethod,
            String path,
            String rpcName,
            Descriptor inputType,
            Descriptor outputType,
            String bodyField) {
        if (httpMethod.isEmpty() || !path.startsWith("/") || rpcName.isEmpty()) {
            String given = httpMethod + ' ' + path + ' ' + rpcName;
            throw new IllegalArgumentException(
                    "route: " + given + " (expected: a method, a path from /, a call)");
        }
        this.httpMethod = httpMethod;
        this.path = path;
        this.rpcName = rpcName;
        this.inputType = inputType;
        this.outputType = outputType;
        this.bodyField = bodyField;
        segments = List.of(path.substring(1).split("/", -1));
        checkBody();
        List<String> names = new ArrayList<>();
        List<@Nullable FieldDescriptor> fields = new ArrayList<>();
        for (int i = 0; i < segments.size(); i++) {
            String segment = segments.get(i);
            if (isRestOfPath(segment) && i + 1 < segments.size()) {
                throw new IllegalArgumentException(
                        path + ": " + segment + " (expected: =** as the last segment only)");
            }
            if (isVariable(segment)) {
                String name = variableName(segment);
                names.add(name);
                fields.add(variableField(name));
            }
        }
        variables = List.copyOf(names);
        variableFields = fields;
        queryFields = isBodyWhole() ? Map.of() : queryFields();
    }

    public String httpMethod() {
        return httpMethod;
    }

    public String path() {
        return path;
    }

    public String rpcName() {
        return rpcName;
    }

    public Descriptor inputType() {
        return inputType;
    }

    public Descriptor outputType() {
        return outputType;
    }

    /// Default instance of the request message.
    public Message input() {
        Message found = input;
        if (found == null) {
            found = Prototypes.of(inputType);
            input = found;
        }
        return found;
    }

    /// Default instance of the reply message.
    public Message output() {
        Message found = output;
        if (found == null) {
            found = Prototypes.of(outputType);
            output = found;
        }
        return found;
    }

    /// `*`, a field's name, or empty.
    public String bodyField() {
        return bodyField;
    }

    /// Whether the request body is part of the message.
    public boolean hasBody() {
        return !bodyField.isEmpty();
    }

    /// Names of the path's variables, in their order.
    public List<String> variables() {
        return variables;
    }

    @Override
    public String toString() {
        return httpMethod + ' ' + path + ' ' + rpcName;
    }

    boolean isBodyWhole() {
        return bodyField.equals(WHOLE_INPUT);
    }

    /// The fields that the variables fill, in their order; null where there is none.
    List<@Nullable FieldDescriptor> variableFields() {
        return variableFields;
    }

    /// What the query string may fill, by both names of each field.
    Map<String, FieldDescriptor> queryFieldsByName() {
        return queryFields;
    }

    List<String> segments() {
        return segments;
    }

    static boolean isVariable(String segment) {
        return segment.startsWith("{") && segment.endsWith("}");
    }

    static boolean isRestOfPath(String segment) {
        return isVariable(segment) && segment.endsWith(REST_OF_PATH + '}');
    }

    private static String variableName(String segment) {
        int end = segment.length() - 1 - (isRestOfPath(segment) ? REST_OF_PATH.length() : 0);
        return segment.substring(1, end);
    }

    private void checkBody() {
        if (!hasBody() || isBodyWhole()) {
            return;
        }
        FieldDescriptor field = inputType.findFieldByName(bodyField);
        if (field == null
                || field.isRepeated()
                || (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE
                        && field.getJavaType() != FieldDescriptor.JavaType.STRING)) {
            throw new IllegalArgumentException(
                    path + ": body " + bodyField + " (expected: a message or string field)");
        }
    }

    private @Nullable FieldDescriptor variableField(String name) {
        FieldDescriptor field = inputType.findFieldByName(name);
        if (field != null
                && (field.isRepeated()
                        || (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                                && !TextValues.isScalarMessage(field.getMessageType())))) {
            throw new IllegalArgumentException(
                    path + ": " + name + " has no form as one path segment");
        }
        return field;
    }

    private Map<String, FieldDescriptor> queryFields() {
        Map<String, FieldDescriptor> fields = new HashMap<>();
        for (FieldDescriptor field : inputType.getFields()) {
            String name = field.getName();
            if (!name.equals(bodyField) && !variables.contains(name)) {
                fields.put(name, field);
                fields.putIfAbsent(field.getJsonName(), field);
            }
        }
        return fields;
    }
}
