package io.kaosnet.core.group;

import io.kaosnet.core.db.Tx;
import java.util.List;
import java.util.UUID;

/// What a group tells its chat. Implemented by the chat; safe from any virtual thread.
public interface GroupChat {
    int JOINED = 3;
    int ADDED = 4;
    int LEFT = 5;
    int KICKED = 6;
    int PROMOTED = 7;
    int BANNED = 8;
    int DEMOTED = 9;

    /// Something that happened to a member.
    ///
    /// @param code one of the constants, the code of the chat message
    record Audit(UUID userId, String username, int code) {}

    /// Keeps messages about what happened, in the transaction in which it happens.
    ///
    /// @return what tells those who are in the chat, to be run once the transaction is durable
    Runnable audit(Tx tx, UUID groupId, List<Audit> audits);

    /// Forgets what was said in a group that goes, in the transaction in which it goes.
    void forget(Tx tx, UUID groupId);

    /// Nobody chats.
    GroupChat NONE =
            new GroupChat() {
                @Override
                public Runnable audit(Tx tx, UUID groupId, List<Audit> audits) {
                    return () -> {};
                }

                @Override
                public void forget(Tx tx, UUID groupId) {
                    // There is nothing.
                }
            };
}
