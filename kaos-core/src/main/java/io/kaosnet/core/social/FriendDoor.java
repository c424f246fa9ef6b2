package io.kaosnet.core.social;

import io.kaosnet.core.friend.FriendState;
import io.kaosnet.core.friend.Friends;
import io.kaosnet.protocol.api.Friend;
import io.kaosnet.protocol.api.FriendList;
import io.kaosnet.protocol.api.FriendsOfFriendsList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Friends as game code sees them. Blocks; safe from any virtual thread.
public final class FriendDoor implements io.kaosnet.runtime.Friends {
    private static final int MAX_LIMIT = 1000;
    private static final int MAX_OF_FRIENDS = 100;

    private final Friends friends;

    public FriendDoor(Friends friends) {
        this.friends = friends;
    }

    @Override
    public void add(
            String userId,
            String username,
            List<String> ids,
            List<String> usernames,
            String metadata) {
        Calls.run(
                () ->
                        friends.add(
                                Calls.id("user id", userId),
                                username,
                                Calls.ids("ids", ids),
                                usernames,
                                metadata));
    }

    @Override
    public void delete(String userId, String username, List<String> ids, List<String> usernames) {
        Calls.run(
                () ->
                        friends.delete(
                                Calls.id("user id", userId),
                                username,
                                Calls.ids("ids", ids),
                                usernames));
    }

    @Override
    public void block(String userId, List<String> ids, List<String> usernames) {
        Calls.run(
                () -> friends.block(Calls.id("user id", userId), Calls.ids("ids", ids), usernames));
    }

    @Override
    public FriendList list(String userId, int limit, @Nullable Integer state, String cursor) {
        return Calls.get(
                () ->
                        friends.list(
                                Calls.id("user id", userId),
                                Calls.state(state, FriendState.BLOCKED),
                                Calls.within("limit", limit, 1, MAX_LIMIT),
                                cursor));
    }

    @Override
    public FriendsOfFriendsList listOfFriends(String userId, int limit, String cursor) {
        return Calls.get(
                () ->
                        friends.listFurther(
                                Calls.id("user id", userId),
                                Calls.within("limit", limit, 1, MAX_OF_FRIENDS),
                                cursor));
    }

    @Override
    public List<Friend> byIds(String userId, List<String> ids) {
        return Calls.get(() -> friends.get(Calls.id("user id", userId), Calls.ids("ids", ids)));
    }

    @Override
    public void updateMetadata(String userId, String friendId, String metadata) {
        Calls.run(
                () ->
                        friends.setMetadata(
                                Calls.id("user id", userId),
                                Calls.id("friend id", friendId),
                                metadata));
    }
}
