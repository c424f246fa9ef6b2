package io.kaosnet.core.module;

import io.kaosnet.core.api.Caller;
import io.kaosnet.core.api.Identity;
import io.kaosnet.core.api.Origin;
import io.kaosnet.runtime.RuntimeContext;
import io.kaosnet.runtime.Server;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What one call of a module's function is told. Immutable.
record ModuleContext(
        Mode mode, String node, String version, Map<String, String> env, Call call, Server server)
        implements RuntimeContext {
    private static final Logger LOG = LoggerFactory.getLogger("module");

    static Call callOf(Caller caller) {
        Origin origin = caller.origin();
        Identity identity = caller.identity();
        UUID sessionId = origin.sessionId();
        return new Call(
                identity == null ? "" : identity.userId().toString(),
                identity == null ? "" : identity.username(),
                identity == null ? Map.of() : identity.vars(),
                identity == null ? 0 : identity.expirySec(),
                sessionId == null ? "" : sessionId.toString(),
                sessionId == null ? "" : origin.lang(),
                origin.clientIp(),
                origin.clientPort(),
                origin.headers(),
                origin.queryParams());
    }

    @Override
    public Logger logger() {
        return LOG;
    }
}
