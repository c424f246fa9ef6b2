package io.kaosnet.runtime;

import java.util.List;

/// The connected sockets of this node. Safe from any thread, never blocks.
public interface Sessions {
    /// Ids of the user's open sessions, oldest first.
    List<String> ofUser(String userId);

    /// Closes a session.
    ///
    /// @return whether it was open
    boolean disconnect(String sessionId);

    int count();
}
