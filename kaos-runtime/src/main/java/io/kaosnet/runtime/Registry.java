package io.kaosnet.runtime;

import com.google.protobuf.Message;
import io.kaosnet.protocol.realtime.Envelope;

/// Where a module registers what it has. Owned by the starting thread; a second registration of
/// the same id replaces the first. Ids are as clients name them (`WriteStorageObjects`,
/// `MatchJoin`), in any case.
public interface Registry {
    void rpc(String id, RpcFunction function);

    /// @throws IllegalArgumentException for an id that no call has, or another request type
    <Q extends Message> void before(String id, Class<Q> request, BeforeHook<Q> hook);

    /// @throws IllegalArgumentException for an id that no call has, or other types
    <Q extends Message, R extends Message> void after(
            String id, Class<Q> request, Class<R> response, AfterHook<Q, R> hook);

    /// @throws IllegalArgumentException for an id that clients do not send
    void beforeRealtime(String id, BeforeHook<Envelope> hook);

    /// @throws IllegalArgumentException for an id that clients do not send
    void afterRealtime(String id, AfterHook<Envelope, Envelope> hook);

    void match(String name, MatchHandler.Factory factory);

    void matchmakerMatched(MatchmakerMatchedHook hook);

    /// Has the game choose among the matches that could be made, at each interval; nothing is
    /// matched as it comes then.
    void matchmakerOverride(MatchmakerOverrideHook hook);

    /// Has the game make matches out of all tickets, at each interval; nothing else does then.
    void matchmakerProcessor(MatchmakerProcessorHook hook);

    void tournamentEnd(ResetHook hook);

    void tournamentReset(ResetHook hook);

    void leaderboardReset(ResetHook hook);

    /// @param index the name of an index that is made while modules load
    void storageIndexFilter(String index, StorageIndexFilter filter);

    void event(EventHook hook);

    void sessionStart(SessionHook hook);

    void sessionEnd(SessionHook hook);

    void shutdown(ShutdownHook hook);
}
