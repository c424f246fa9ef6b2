package io.kaosnet.protocol.rest;

import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The table of HTTP routes. Immutable.
///
/// A path without variables is one hash look-up; others walk a trie of segments, literal before
/// variable, with a way back: `GET /v2/storage/delete` is a collection named `delete`, although
/// `PUT /v2/storage/delete` is a literal path.
public final class Routes {
    /// Calls whose last path variable takes the rest of the path: RPC ids may contain slashes.
    private static final Set<String> REST_OF_PATH_CALLS = Set.of("RpcFunc");

    private final List<Route> all;
    private final Map<String, Table> byMethod;

    private Routes(List<Route> all, Map<String, Table> byMethod) {
        this.all = List.copyOf(all);
        this.byMethod = Map.copyOf(byMethod);
    }

    /// What [Routes#match] finds.
    public sealed interface Match {}

    /// The route, and the decoded values of its path variables in their order.
    public record Found(Route route, List<String> values) implements Match {
        public Found {
            values = List.copyOf(values);
        }
    }

    /// The path exists for other methods only.
    public record MethodNotAllowed() implements Match {}

    public record NotFound() implements Match {}

    /// A variable's segment is no percent-encoded UTF-8: a bad request.
    ///
    /// @param message for the caller
    public record BadPath(String message) implements Match {}

    private static final MethodNotAllowed METHOD_NOT_ALLOWED = new MethodNotAllowed();
    private static final NotFound NOT_FOUND = new NotFound();

    public static Builder builder() {
        return new Builder();
    }

    /// All routes, in the order they were added.
    public List<Route> all() {
        return all;
    }

    /// Finds the route that a request takes.
    ///
    /// @param method upper case
    /// @param path as received, still percent-encoded, without the query
    public Match match(String method, String path) {
        Table table = byMethod.get(method);
        if (table != null) {
            Match match = table.match(path);
            if (match != null) {
                return match;
            }
        }
        for (Table other : byMethod.values()) {
            if (other != table && other.match(path) != null) {
                return METHOD_NOT_ALLOWED;
            }
        }
        return NOT_FOUND;
    }

    /// Collects routes; a second route for the same method and path shape is refused.
    public static final class Builder {
        private final List<Route> all = new ArrayList<>();
        private final Map<String, Table> byMethod = new HashMap<>();

        private Builder() {}

        /// All bindings of all methods of a service that have the http option.
        public Builder service(ServiceDescriptor service) {
            for (MethodDescriptor method : service.getMethods()) {
                if (method.getOptions().hasExtension(AnnotationsProto.http)) {
                    HttpRule rule = method.getOptions().getExtension(AnnotationsProto.http);
                    add(route(method, rule));
                    for (HttpRule additional : rule.getAdditionalBindingsList()) {
                        add(route(method, additional));
                    }
                }
            }
            return this;
        }

        public Builder add(Route route) {
            byMethod.computeIfAbsent(route.httpMethod(), _ -> new Table()).add(route);
            all.add(route);
            return this;
        }

        public Routes build() {
            return new Routes(all, byMethod);
        }

        private static Route route(MethodDescriptor method, HttpRule rule) {
            String rpcName = method.getName();
            String path =
                    switch (rule.getPatternCase()) {
                        case GET -> rule.getGet();
                        case PUT -> rule.getPut();
                        case POST -> rule.getPost();
                        case DELETE -> rule.getDelete();
                        case PATCH -> rule.getPatch();
                        case CUSTOM -> rule.getCustom().getPath();
                        case PATTERN_NOT_SET ->
                                throw new IllegalArgumentException(
                                        rpcName + ": an http option without a path");
                    };
            String httpMethod =
                    rule.hasCustom() ? rule.getCustom().getKind() : rule.getPatternCase().name();
            if (REST_OF_PATH_CALLS.contains(rpcName) && path.endsWith("}")) {
                path = path.substring(0, path.length() - 1) + "=**}";
            }
            return new Route(
                    httpMethod,
                    path,
                    rpcName,
                    method.getInputType(),
                    method.getOutputType(),
                    rule.getBody());
        }
    }

    /// The routes of one method.
    private static final class Table {
        private final Map<String, Found> literal = new HashMap<>();
        private final Node root = new Node();

        void add(Route route) {
            List<String> segments = route.segments();
            boolean hasVariable = false;
            Node node = root;
            for (String segment : segments) {
                if (Route.isRestOfPath(segment)) {
                    hasVariable = true;
                    if (node.restOfPath != null) {
                        throw twice(route);
                    }
                    node.restOfPath = route;
                    return;
                }
                if (Route.isVariable(segment)) {
                    hasVariable = true;
                    if (node.variable == null) {
                        node.variable = new Node();
                    }
                    node = node.variable;
                } else {
                    node = node.literals.computeIfAbsent(segment, _ -> new Node());
                }
            }
            if (node.route != null) {
                throw twice(route);
            }
            node.route = route;
            if (!hasVariable) {
                literal.put(route.path(), new Found(route, List.of()));
            }
        }

        private static IllegalArgumentException twice(Route route) {
            return new IllegalArgumentException(
                    route.httpMethod() + ' ' + route.path() + ": there is such a route already");
        }

        @Nullable Match match(String path) {
            Found found = literal.get(path);
            if (found != null) {
                return found;
            }
            if (path.isEmpty() || path.charAt(0) != '/') {
                return null;
            }
            List<String> values = new ArrayList<>(2);
            Route route = walk(root, path, 1, values);
            if (route == null) {
                return null;
            }
            for (int i = 0; i < values.size(); i++) {
                String raw = values.get(i);
                String decoded = PercentCode.decode(raw, false);
                if (decoded == null) {
                    return new BadPath("path: \"" + raw + "\" (expected: percent-encoded UTF-8)");
                }
                values.set(i, decoded);
            }
            return new Found(route, values);
        }

        /// The route at the end of the path, or null; `values` has what its variables took.
        private static @Nullable Route walk(
                Node node, String path, int start, List<String> values) {
            if (start > path.length()) {
                return node.route;
            }
            int end = path.indexOf('/', start);
            if (end < 0) {
                end = path.length();
            }
            String segment = path.substring(start, end);
            Node next = node.literals.get(segment);
            if (next != null) {
                Route route = walk(next, path, end + 1, values);
                if (route != null) {
                    return route;
                }
            }
            if (node.variable != null && !segment.isEmpty()) {
                values.add(segment);
                Route route = walk(node.variable, path, end + 1, values);
                if (route != null) {
                    return route;
                }
                values.removeLast();
            }
            if (node.restOfPath != null) {
                values.add(path.substring(start));
                return node.restOfPath;
            }
            return null;
        }
    }

    private static final class Node {
        private final Map<String, Node> literals = new HashMap<>();
        private @Nullable Node variable;
        private @Nullable Route route;
        private @Nullable Route restOfPath;
    }
}
