package io.kaosnet.core.module;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import io.kaosnet.core.realtime.InboundMessages;
import io.kaosnet.protocol.api.Service;
import io.kaosnet.protocol.realtime.Envelope.MessageCase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a hook can be registered for: every call of the service, and every message that clients
/// send over sockets. Immutable.
///
/// Looked up without regard to case and underscores, so `MatchJoin` and `match_join` are the same.
public sealed interface HookId {
    /// @param input the request's type
    /// @param output the response's type
    record Request(String name, Descriptor input, Descriptor output) implements HookId {}

    record Realtime(MessageCase message) implements HookId {}

    /// The id of this name, or null.
    static @Nullable HookId find(String name) {
        return Table.BY_KEY.get(key(name));
    }

    /// The ids that a script's name stands for: `authenticate` for every way to log in, any other
    /// for itself.
    static List<String> meantBy(String name) {
        if (!key(name).equals("authenticate")) {
            return List.of(name);
        }
        List<String> logins = new ArrayList<>();
        for (HookId id : Table.BY_KEY.values()) {
            if (id instanceof Request request && request.name().startsWith("Authenticate")) {
                logins.add(request.name());
            }
        }
        return logins;
    }

    /// All ids by their key.
    static Map<String, HookId> all() {
        return Table.BY_KEY;
    }

    private static String key(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }

    /// Built from the descriptors, so that no id is missing.
    final class Table {
        private static final String NOT_HOOKED = "Healthcheck";
        static final Map<String, HookId> BY_KEY = build();

        private Table() {}

        private static Map<String, HookId> build() {
            Map<String, HookId> ids = new HashMap<>();
            for (MethodDescriptor method :
                    Service.getDescriptor().findServiceByName("Nakama").getMethods()) {
                if (!method.getName().equals(NOT_HOOKED)) {
                    ids.put(
                            key(method.getName()),
                            new Request(
                                    method.getName(),
                                    method.getInputType(),
                                    method.getOutputType()));
                }
            }
            for (MessageCase message : InboundMessages.all()) {
                // The same call as over REST, under the same id.
                if (message != MessageCase.RPC) {
                    ids.put(key(message.name()), new Realtime(message));
                }
            }
            alias(ids, "room_join", "MatchJoin");
            alias(ids, "room_leave", "MatchLeave");
            alias(ids, "room_create", "MatchCreate");
            alias(ids, "room_data", "MatchDataSend");
            alias(ids, "match_data", "MatchDataSend");
            alias(ids, "rpc", "RpcFunc");
            alias(ids, "refresh_token", "SessionRefresh");
            alias(ids, "storage_read", "ReadStorageObjects");
            alias(ids, "storage_write", "WriteStorageObjects");
            alias(ids, "storage_delete", "DeleteStorageObjects");
            alias(ids, "storage_list", "ListStorageObjects");
            alias(ids, "leaderboard_submit", "WriteLeaderboardRecord");
            alias(ids, "leaderboard_read", "ListLeaderboardRecords");
            alias(ids, "friend_add", "AddFriends");
            alias(ids, "friend_remove", "DeleteFriends");
            alias(ids, "friend_block", "BlockFriends");
            alias(ids, "group_create", "CreateGroup");
            alias(ids, "group_join", "JoinGroup");
            alias(ids, "group_leave", "LeaveGroup");
            alias(ids, "channel_message", "ChannelMessageSend");
            return Map.copyOf(ids);
        }

        /// The names that scripts of the first KaosNet used.
        private static void alias(Map<String, HookId> ids, String alias, String name) {
            HookId id = ids.get(key(name));
            if (id == null) {
                throw new IllegalStateException(alias + " stands for the unknown id " + name);
            }
            ids.putIfAbsent(key(alias), id);
        }
    }
}
