package io.kaosnet.core.api;

import com.google.protobuf.Message;
import io.kaosnet.core.clock.Clock;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What every REST and gRPC call goes through: credentials, rate limit, before hook, handler, after
/// hook, metrics. Safe from any thread.
public final class CallChain {
    private static final Logger LOG = LoggerFactory.getLogger(CallChain.class);
    private static final String BASIC = "Basic ";
    private static final String BEARER = "Bearer ";

    private final Keys keys;
    private final Authenticator authenticator;
    private final RateLimits limits;
    private final Hooks hooks;
    private final CallObserver observer;
    private final Clock clock;

    /// @param serverKey user name of `Basic` credentials that may authenticate players
    /// @param httpKey key of server-to-server RPC calls
    public record Keys(String serverKey, String httpKey) {}

    public CallChain(
            Keys keys,
            Authenticator authenticator,
            RateLimits limits,
            Hooks hooks,
            CallObserver observer,
            Clock clock) {
        this.keys = keys;
        this.authenticator = authenticator;
        this.limits = limits;
        this.hooks = hooks;
        this.observer = observer;
        this.clock = clock;
    }

    /// Whether the call has to leave the event loop: its handler may block, or a hook is
    /// registered.
    public boolean mayBlock(Endpoint<?, ?> endpoint) {
        return endpoint.mayBlock()
                || hooks.before(endpoint.name()) != null
                || hooks.after(endpoint.name()) != null;
    }

    /// Checks the credentials that an endpoint asks for. Never blocks.
    ///
    /// @param authorization value of the header or metadata key; null when absent
    /// @param httpKey the `http_key` parameter of an RPC; null or empty when absent
    /// @throws ApiException `UNAUTHENTICATED`
    public Caller authenticate(
            Endpoint<?, ?> endpoint,
            @Nullable String authorization,
            @Nullable String httpKey,
            Origin origin) {
        try {
            return new Caller(identity(endpoint.auth(), authorization, httpKey), origin);
        } catch (ApiException e) {
            ApiException told = limited(endpoint, origin, e);
            observer.onCall(endpoint.name(), told.code(), 0);
            throw told;
        }
    }

    /// Counts refused credentials against the address that sent them, so that guessing keys and
    /// tokens meets the same limits as calling.
    private ApiException limited(Endpoint<?, ?> endpoint, Origin origin, ApiException refused) {
        long waitNs = limits.admit(endpoint.name(), null, origin.clientIp(), clock.nowNs());
        return waitNs > 0 ? ApiException.rateLimited(waitNs) : refused;
    }

    private @Nullable Identity identity(
            Auth auth, @Nullable String authorization, @Nullable String httpKey) {
        return switch (auth) {
            case NONE -> null;
            case SERVER_KEY -> {
                if (authorization == null || !authorization.startsWith(BASIC)) {
                    throw ApiException.unauthenticated("Server key required");
                }
                requireKey(basicUser(authorization), keys.serverKey(), "Server key invalid");
                yield null;
            }
            case SESSION_OR_HTTP_KEY -> {
                boolean isBasic = authorization != null && authorization.startsWith(BASIC);
                if (httpKey != null && !httpKey.isEmpty()) {
                    requireKey(httpKey, keys.httpKey(), "HTTP key invalid");
                    yield null;
                } else if (authorization != null && isBasic) {
                    requireKey(basicUser(authorization), keys.httpKey(), "HTTP key invalid");
                    yield null;
                }
                yield bearer(authorization);
            }
            case SESSION -> bearer(authorization);
        };
    }

    private Identity bearer(@Nullable String authorization) {
        if (authorization == null || !authorization.startsWith(BEARER)) {
            throw ApiException.unauthenticated("Session token required");
        }
        return authenticator.verify(authorization.substring(BEARER.length()));
    }

    private static String basicUser(String authorization) {
        try {
            String decoded =
                    new String(
                            Base64.getDecoder().decode(authorization.substring(BASIC.length())),
                            StandardCharsets.UTF_8);
            int colon = decoded.indexOf(':');
            if (colon >= 0) {
                return decoded.substring(0, colon);
            }
        } catch (IllegalArgumentException _) {
            // Not Base64: the caller is told the same as for a wrong key.
        }
        throw ApiException.unauthenticated("Basic credentials malformed");
    }

    /// Compares in a time that does not depend on where the two differ.
    private static void requireKey(String given, String expected, String refusal) {
        if (!MessageDigest.isEqual(
                given.getBytes(StandardCharsets.UTF_8),
                expected.getBytes(StandardCharsets.UTF_8))) {
            throw ApiException.unauthenticated(refusal);
        }
    }

    /// Runs the call. Blocks as far as its endpoint and hooks do.
    ///
    /// @throws ApiException with what the caller is to be told; any other failure is logged here
    /// and
    ///     told as `INTERNAL`
    public Message call(Endpoint<?, ?> endpoint, Caller caller, Message request) {
        long startNs = clock.nowNs();
        Code outcome = Code.INTERNAL;
        try {
            Message response = run(endpoint, caller, request, startNs);
            outcome = Code.OK;
            return response;
        } catch (ApiException e) {
            outcome = e.code();
            if (e.getCause() != null) {
                LOG.warn("{} failed: {}", endpoint.name(), e.text(), e.getCause());
            }
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            LOG.error("{} failed", endpoint.name(), e);
            throw new ApiException(Code.INTERNAL, "Internal error");
        } finally {
            observer.onCall(endpoint.name(), outcome, clock.nowNs() - startNs);
        }
    }

    private Message run(Endpoint<?, ?> endpoint, Caller caller, Message request, long nowNs) {
        Identity identity = caller.identity();
        long waitNs =
                limits.admit(
                        endpoint.name(),
                        identity == null ? null : identity.userId(),
                        caller.origin().clientIp(),
                        nowNs);
        if (waitNs > 0) {
            throw ApiException.rateLimited(waitNs);
        }
        Message admitted = hooks.admit(endpoint.name(), caller, request);
        if (admitted == null) {
            throw ApiException.notFound("Requested resource was not found");
        }
        Message response = handle(endpoint, caller, admitted);
        hooks.tell(endpoint.name(), caller, response, admitted);
        return response;
    }

    @SuppressWarnings("unchecked")
    private static <Q extends Message> Message handle(
            Endpoint<Q, ?> endpoint, Caller caller, Message request) {
        return endpoint.handler().handle(caller, (Q) request);
    }
}
