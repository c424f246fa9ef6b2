package io.kaosnet.core.realtime;

import io.kaosnet.protocol.realtime.Envelope.MessageCase;
import java.util.EnumSet;
import java.util.Set;

/// The messages a client may send; all others close its socket.
public final class InboundMessages {
    private static final Set<MessageCase> ALL =
            EnumSet.of(
                    MessageCase.CHANNEL_JOIN,
                    MessageCase.CHANNEL_LEAVE,
                    MessageCase.CHANNEL_MESSAGE_SEND,
                    MessageCase.CHANNEL_MESSAGE_UPDATE,
                    MessageCase.CHANNEL_MESSAGE_REMOVE,
                    MessageCase.MATCH_CREATE,
                    MessageCase.MATCH_DATA_SEND,
                    MessageCase.MATCH_JOIN,
                    MessageCase.MATCH_LEAVE,
                    MessageCase.MATCHMAKER_ADD,
                    MessageCase.MATCHMAKER_REMOVE,
                    MessageCase.PARTY_ACCEPT,
                    MessageCase.PARTY_CLOSE,
                    MessageCase.PARTY_CREATE,
                    MessageCase.PARTY_DATA_SEND,
                    MessageCase.PARTY_JOIN,
                    MessageCase.PARTY_JOIN_REQUEST_LIST,
                    MessageCase.PARTY_LEAVE,
                    MessageCase.PARTY_MATCHMAKER_ADD,
                    MessageCase.PARTY_MATCHMAKER_REMOVE,
                    MessageCase.PARTY_PROMOTE,
                    MessageCase.PARTY_REMOVE,
                    MessageCase.PARTY_UPDATE,
                    MessageCase.PING,
                    MessageCase.PONG,
                    MessageCase.RPC,
                    MessageCase.STATUS_FOLLOW,
                    MessageCase.STATUS_UNFOLLOW,
                    MessageCase.STATUS_UPDATE);

    private InboundMessages() {}

    public static boolean contains(MessageCase message) {
        return ALL.contains(message);
    }

    public static Set<MessageCase> all() {
        return Set.copyOf(ALL);
    }
}
