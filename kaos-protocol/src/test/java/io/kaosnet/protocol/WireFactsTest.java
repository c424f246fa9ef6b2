package io.kaosnet.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Message;
import io.kaosnet.protocol.api.Api;
import io.kaosnet.protocol.api.Service;
import io.kaosnet.protocol.realtime.Realtime;
import io.kaosnet.protocol.rest.Route;
import io.kaosnet.protocol.rest.Routes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The compiled descriptors against the table of facts that clients depend on: a name, a number or
/// a path that changes breaks a client in the field.
class WireFactsTest {
    private static final List<FileDescriptor> FILES =
            List.of(Api.getDescriptor(), Realtime.getDescriptor());
    private static final ServiceDescriptor SERVICE =
            Service.getDescriptor().findServiceByName("Nakama");

    @Test
    void messagesAndFieldsAreTheWires() throws IOException {
        List<String> actual = new ArrayList<>();
        for (Message prototype : RandomMessages.prototypes()) {
            describe(prototype.getDescriptorForType(), actual);
        }
        assertThat(RandomMessages.prototypes()).hasSize(174);
        assertThat(actual).containsExactlyInAnyOrderElementsOf(facts("messages.txt"));
    }

    @Test
    void enumsAreTheWires() throws IOException {
        List<EnumDescriptor> enums = new ArrayList<>();
        for (FileDescriptor file : FILES) {
            enums.addAll(file.getEnumTypes());
        }
        for (Message prototype : RandomMessages.prototypes()) {
            enums.addAll(prototype.getDescriptorForType().getEnumTypes());
        }
        List<String> actual = new ArrayList<>();
        for (EnumDescriptor type : enums) {
            for (EnumValueDescriptor value : type.getValues()) {
                actual.add(type.getFullName() + '.' + value.getName() + " = " + value.getNumber());
            }
        }
        assertThat(enums).hasSize(8);
        assertThat(actual).containsExactlyInAnyOrderElementsOf(facts("enums.txt"));
    }

    @Test
    void methodsAreTheWires() throws IOException {
        List<String> actual = new ArrayList<>();
        for (MethodDescriptor method : SERVICE.getMethods()) {
            assertThat(method.isClientStreaming() || method.isServerStreaming())
                    .as(method.getName())
                    .isFalse();
            actual.add(
                    '/'
                            + SERVICE.getFullName()
                            + '/'
                            + method.getName()
                            + '('
                            + method.getInputType().getFullName()
                            + ") "
                            + method.getOutputType().getFullName());
        }
        assertThat(actual).hasSize(85);
        assertThat(actual).containsExactlyInAnyOrderElementsOf(facts("methods.txt"));
    }

    @Test
    void bindingsAreTheWires() throws IOException {
        List<String> actual = new ArrayList<>();
        for (Route route : Routes.builder().service(SERVICE).build().all()) {
            actual.add(
                    route.httpMethod()
                            + ' '
                            + route.path().replace("=**}", "}")
                            + ' '
                            + route.rpcName()
                            + " body="
                            + route.bodyField()
                            + " path="
                            + String.join(",", route.variables())
                            + " query="
                            + queryOf(route));
        }
        assertThat(actual).hasSize(88);
        assertThat(actual).containsExactlyInAnyOrderElementsOf(facts("bindings.txt"));
    }

    private static void describe(Descriptor type, List<String> into) {
        if (type.getFields().isEmpty()) {
            into.add(type.getFullName());
        }
        for (FieldDescriptor field : type.getFields()) {
            String oneof =
                    field.getRealContainingOneof() == null
                            ? ""
                            : " in " + field.getRealContainingOneof().getName();
            into.add(field.getFullName() + " = " + field.getNumber() + ' ' + typeOf(field) + oneof);
        }
    }

    private static String typeOf(FieldDescriptor field) {
        if (field.isMapField()) {
            Descriptor entry = field.getMessageType();
            return "map<"
                    + typeOf(entry.findFieldByNumber(1))
                    + ','
                    + typeOf(entry.findFieldByNumber(2))
                    + '>';
        }
        String type =
                switch (field.getType()) {
                    case MESSAGE -> field.getMessageType().getFullName();
                    case ENUM -> "enum " + field.getEnumType().getFullName();
                    default -> field.getType().name().toLowerCase(Locale.ROOT);
                };
        return field.isRepeated() ? "repeated " + type : type;
    }

    /// What neither the path nor the body carries.
    private static String queryOf(Route route) {
        if (route.bodyField().equals("*")) {
            return "";
        }
        return route.input().getDescriptorForType().getFields().stream()
                .filter(field -> !field.getName().equals(route.bodyField()))
                .filter(field -> !route.variables().contains(field.getName()))
                .map(field -> field.getName() + ':' + queryTypeOf(field))
                .collect(Collectors.joining(","));
    }

    private static String queryTypeOf(FieldDescriptor field) {
        String type =
                field.getType() == FieldDescriptor.Type.MESSAGE
                        ? field.getMessageType().getName()
                        : field.getType().name().toLowerCase(Locale.ROOT);
        return field.isRepeated() ? type + "[]" : type;
    }

    private static List<String> facts(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(
                        WireFactsTest.class.getResourceAsStream("/wire/" + name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }
}
