package io.kaosnet.runtime;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/// What a function is told of its call. Immutable.
public interface RuntimeContext {
    /// How a function came to be called; the names are what scripts see.
    enum Mode {
        INIT("run_once"),
        RPC("rpc"),
        BEFORE("before"),
        AFTER("after"),
        MATCH("match"),
        MATCHMAKER("matchmaker"),
        LEADERBOARD_RESET("leaderboard_reset"),
        TOURNAMENT_END("tournament_end"),
        TOURNAMENT_RESET("tournament_reset"),
        STORAGE_INDEX_FILTER("storage_index_filter"),
        EVENT("event"),
        SHUTDOWN("shutdown");

        private final String text;

        Mode(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /// Who called, when somebody did.
    ///
    /// @param userId empty for server-to-server calls
    /// @param username empty for server-to-server calls
    /// @param vars session variables
    /// @param sessionExpirySec end of the session token's life, seconds since 1970; 0 for none
    /// @param sessionId of the socket; empty for REST and gRPC
    /// @param lang the language a socket was opened with; empty for REST and gRPC
    /// @param headers request headers by lower-case name; empty for sockets
    /// @param queryParams of an RPC over REST
    record Call(
            String userId,
            String username,
            Map<String, String> vars,
            long sessionExpirySec,
            String sessionId,
            String lang,
            String clientIp,
            int clientPort,
            Map<String, List<String>> headers,
            Map<String, List<String>> queryParams) {

        /// A call that the server makes itself.
        public static final Call SERVER =
                new Call("", "", Map.of(), 0, "", "", "", 0, Map.of(), Map.of());
    }

    Mode mode();

    /// This node's name.
    String node();

    /// The server's version.
    String version();

    /// The `runtime.env` settings.
    Map<String, String> env();

    Call call();

    /// The calling user, or null for server-to-server calls.
    default @Nullable String userId() {
        return call().userId().isEmpty() ? null : call().userId();
    }

    Logger logger();

    /// The server's features.
    Server server();
}
