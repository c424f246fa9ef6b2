package io.kaosnet.runtime;

import java.util.List;
import java.util.Map;
import org.slf4j.Logger;

/// The match that a callback runs in. Owned by the match: only inside its callbacks.
public interface MatchContext {
    /// `<uuid>.<node>`.
    String id();

    String node();

    Map<String, String> env();

    /// Loops that have run; 0 before the first.
    long tick();

    int tickRateHz();

    String label();

    /// Wall time at the start of the callback, milliseconds since 1970.
    long nowMs();

    /// Everybody with a seat, in the order of joining.
    List<MatchPresence> presences();

    Dispatcher dispatcher();

    /// Ends the match once the callback has returned.
    void end();

    /// Says that the callback is about to wait (a database read): from its next callback on the
    /// match runs on a thread of its own, so that others are not held up.
    void beforeBlocking();

    Logger logger();

    Server server();
}
