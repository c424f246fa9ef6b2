package io.kaosnet.core.realtime;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.session.CloseReason;
import io.kaosnet.core.session.Session;
import io.kaosnet.protocol.hot.MatchDataInput;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.Envelope.MessageCase;
import io.kaosnet.protocol.realtime.Error;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes each inbound envelope to its handler, in the order of its session. Handlers are set while
/// the server is put together; after that, safe from any lane.
public final class RealtimeRouter {
    private static final Logger LOG = LoggerFactory.getLogger(RealtimeRouter.class);

    private final Map<MessageCase, Route> routes = new EnumMap<>(MessageCase.class);
    private final RealtimeHooks hooks;
    private final Observer observer;

    private @Nullable MatchDataHandler matchData;

    private record Route(RealtimeHandler handler, Predicate<Envelope> mayBlock) {}

    /// Sees the end of every request, for metrics. Never blocks.
    @FunctionalInterface
    public interface Observer {
        /// @param error null when it went well
        void onMessage(MessageCase message, Error.@Nullable Code error);
    }

    public RealtimeRouter(RealtimeHooks hooks, Observer observer) {
        this.hooks = hooks;
        this.observer = observer;
    }

    /// Registers a handler that never blocks; it runs on the session's lane.
    public RealtimeRouter on(MessageCase message, RealtimeHandler handler) {
        return add(message, new Route(handler, _ -> false));
    }

    /// Registers a handler that may block; it runs on a virtual thread, and later messages of the
    /// same session wait for it.
    public RealtimeRouter onBlocking(MessageCase message, RealtimeHandler handler) {
        return add(message, new Route(handler, _ -> true));
    }

    /// Registers a handler of which only some requests may block: those the test names.
    public RealtimeRouter onBlockingIf(
            MessageCase message, Predicate<Envelope> mayBlock, RealtimeHandler handler) {
        return add(message, new Route(handler, mayBlock));
    }

    /// Registers the short cut for match data.
    public RealtimeRouter onMatchData(MatchDataHandler handler) {
        matchData = handler;
        return this;
    }

    /// Whether match data of this session may take the short cut just now: no hook looks at it and
    /// nothing of the session is before it. Only on the session's lane.
    public boolean takesMatchData(Session session) {
        return matchData != null
                && session.inbox().isIdle()
                && !hooks.has(MessageCase.MATCH_DATA_SEND);
    }

    /// Handles match data that was read without an envelope. Only on the session's lane, and only
    /// when [#takesMatchData]. Hot.
    public void handleMatchData(Session session, MatchDataInput input) {
        MatchDataHandler handler = matchData;
        if (handler == null || session.isClosed()) {
            return;
        }
        Error.Code failure = null;
        try {
            handler.onMatchData(
                    session, input.matchId(), input.opCode(), input.data(), input.isReliable());
        } catch (RealtimeException e) {
            failure = e.code();
            session.send(error(input.cid(), e.code(), e.text()));
        }
        observer.onMessage(MessageCase.MATCH_DATA_SEND, failure);
    }

    private RealtimeRouter add(MessageCase message, Route route) {
        if (!InboundMessages.contains(message)) {
            throw new IllegalStateException(message + " is not sent by clients");
        }
        if (routes.put(message, route) != null) {
            throw new IllegalStateException(message + " has a handler");
        }
        return this;
    }

    /// Handles one envelope. Only on the session's lane.
    public void handle(Session session, Envelope request) {
        MessageCase message = request.getMessageCase();
        if (!InboundMessages.contains(message)) {
            refuse(session, request);
            return;
        }
        Route route = routes.get(message);
        boolean mayBlock = route != null && (hooks.has(message) || route.mayBlock().test(request));
        session.inbox().submit(() -> run(session, request, route), mayBlock);
    }

    /// Answers what no server can process, then closes; the error leaves before the close.
    private void refuse(Session session, Envelope request) {
        boolean missing = request.getMessageCase() == MessageCase.MESSAGE_NOT_SET;
        Error.Code code = missing ? Error.Code.MISSING_PAYLOAD : Error.Code.UNRECOGNIZED_PAYLOAD;
        String text = missing ? "Missing message" : "Message not accepted from clients";
        session.send(error(request.getCid(), code, text));
        observer.onMessage(request.getMessageCase(), code);
        session.close(CloseReason.UNPROCESSABLE);
    }

    private void run(Session session, Envelope request, @Nullable Route route) {
        if (session.isClosed()) {
            return;
        }
        MessageCase message = request.getMessageCase();
        Error.Code failure = null;
        try {
            Envelope admitted = request;
            RealtimeHooks.Before before = hooks.before(message);
            if (before != null) {
                admitted = before.run(session, request);
                if (admitted == null) {
                    throw new RealtimeException(
                            Error.Code.UNRECOGNIZED_PAYLOAD, "Message is disabled on this server");
                }
            }
            if (route == null) {
                throw new RealtimeException(
                        Error.Code.RUNTIME_EXCEPTION, message + " is not available on this server");
            }
            Envelope reply = route.handler().handle(session, admitted);
            RealtimeHooks.After after = hooks.after(message);
            if (after != null) {
                after.run(session, reply, admitted);
            }
            if (reply != null) {
                session.send(withCid(reply, request.getCid()));
            }
        } catch (RealtimeException e) {
            failure = e.code();
            session.send(error(request.getCid(), e.code(), e.text()));
        } catch (ApiException e) {
            failure = codeOf(e.code());
            session.send(error(request.getCid(), failure, e.text()));
        } catch (RuntimeException | StackOverflowError e) {
            failure = Error.Code.RUNTIME_EXCEPTION;
            LOG.error("{} failed {}", message, session, e);
            session.send(error(request.getCid(), failure, "Internal error"));
        }
        observer.onMessage(message, failure);
    }

    private static Error.Code codeOf(Code code) {
        return switch (code) {
            case INVALID_ARGUMENT,
                    NOT_FOUND,
                    ALREADY_EXISTS,
                    PERMISSION_DENIED,
                    FAILED_PRECONDITION,
                    OUT_OF_RANGE ->
                    Error.Code.BAD_INPUT;
            default -> Error.Code.RUNTIME_EXCEPTION;
        };
    }

    private static Envelope withCid(Envelope reply, String cid) {
        return cid.isEmpty() ? reply : reply.toBuilder().setCid(cid).build();
    }

    /// An error envelope.
    public static Envelope error(String cid, Error.Code code, String text) {
        return Envelope.newBuilder()
                .setCid(cid)
                .setError(Error.newBuilder().setCode(code.getNumber()).setMessage(text))
                .build();
    }
}
