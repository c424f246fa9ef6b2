package io.kaosnet.core.api;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The one table of calls, by name. Immutable once built. Every method of the service is in it; one
/// whose feature is not there answers `UNIMPLEMENTED`.
public final class Endpoints {
    private static final Set<String> NO_AUTH = Set.of("Healthcheck");

    private final Map<String, Endpoint<?, ?>> byName;

    private Endpoints(Map<String, Endpoint<?, ?>> byName) {
        this.byName = Map.copyOf(byName);
    }

    public static Builder builder(ServiceDescriptor service) {
        return new Builder(service);
    }

    public @Nullable Endpoint<?, ?> find(String name) {
        return byName.get(name);
    }

    public Collection<Endpoint<?, ?>> all() {
        return byName.values();
    }

    /// What the client API asks for a call of this name.
    static Auth authOf(String name) {
        if (NO_AUTH.contains(name)) {
            return Auth.NONE;
        }
        if (name.equals("RpcFunc")) {
            return Auth.SESSION_OR_HTTP_KEY;
        }
        return name.startsWith("Authenticate") || name.equals("SessionRefresh")
                ? Auth.SERVER_KEY
                : Auth.SESSION;
    }

    /// Collects bindings while the server is put together. Owned by the starting thread.
    public static final class Builder {
        private final ServiceDescriptor service;
        private final Map<String, Endpoint<?, ?>> bound = new LinkedHashMap<>();

        private Builder(ServiceDescriptor service) {
            this.service = service;
        }

        /// Binds a method of the service to a handler that may block.
        public <Q extends Message, R extends Message> Builder bind(
                String name, Q request, Endpoint.Handler<Q, R> handler) {
            return add(new Endpoint<>(name, request, authOf(name), true, handler));
        }

        /// Binds a method of the service to a handler that never blocks.
        public <Q extends Message, R extends Message> Builder bindNonBlocking(
                String name, Q request, Endpoint.Handler<Q, R> handler) {
            return add(new Endpoint<>(name, request, authOf(name), false, handler));
        }

        /// Adds a call that is not in the client service; its route is the extension's own.
        ///
        /// @throws IllegalStateException when the name is bound already
        public Builder add(Endpoint<?, ?> endpoint) {
            MethodDescriptor method = service.findMethodByName(endpoint.name());
            if (method != null
                    && method.getInputType() != endpoint.request().getDescriptorForType()) {
                throw new IllegalStateException(
                        endpoint.name()
                                + ": "
                                + endpoint.request().getDescriptorForType().getFullName()
                                + " (expected: "
                                + method.getInputType().getFullName()
                                + ")");
            }
            if (bound.put(endpoint.name(), endpoint) != null) {
                throw new IllegalStateException(endpoint.name() + " is bound twice");
            }
            return this;
        }

        public Endpoints build() {
            for (MethodDescriptor method : service.getMethods()) {
                bound.computeIfAbsent(method.getName(), name -> unimplemented(method));
            }
            return new Endpoints(bound);
        }

        private static Endpoint<?, ?> unimplemented(MethodDescriptor method) {
            String name = method.getName();
            return new Endpoint<Message, Message>(
                    name,
                    DynamicMessage.getDefaultInstance(method.getInputType()),
                    authOf(name),
                    false,
                    (caller, request) -> {
                        throw new ApiException(
                                Code.UNIMPLEMENTED, name + " is not available on this server");
                    });
        }
    }
}
