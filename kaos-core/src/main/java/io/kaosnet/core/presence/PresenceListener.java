package io.kaosnet.core.presence;

import java.util.List;

/// Told of visible presences that come and go on streams of one mode. Called in the order of the
/// changes of that stream, on whatever thread made the change, under the stream's lock: must not
/// block and must not touch the registry for the same stream.
@FunctionalInterface
public interface PresenceListener {
    /// @param members everybody on the stream after the change, hidden ones too; do not modify
    void onPresence(
            StreamKey stream,
            List<Presence> joins,
            List<Presence> leaves,
            Presence[] members,
            LeaveReason reason);

    /// Why the leaves left.
    enum LeaveReason {
        NONE,
        LEAVE,
        UPDATE,
        DISCONNECT,
        KICK
    }
}
