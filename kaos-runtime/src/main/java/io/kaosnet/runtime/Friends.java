package io.kaosnet.runtime;

import io.kaosnet.protocol.api.Friend;
import io.kaosnet.protocol.api.FriendList;
import io.kaosnet.protocol.api.FriendsOfFriendsList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Friends of users. Safe from any thread but a match's; blocks. All methods throw [RuntimeError]:
/// `INVALID_ARGUMENT` for what is malformed, `NOT_FOUND` for a user who is not there.
public interface Friends {
    /// Asks for friendship, or accepts where the other side asked.
    ///
    /// @param username of the user, for the notification
    /// @param metadata a JSON object for the user's own edges; empty for none
    void add(
            String userId,
            String username,
            List<String> ids,
            List<String> usernames,
            String metadata);

    /// Ends friendships, takes back or refuses requests, lifts blocks.
    void delete(String userId, String username, List<String> ids, List<String> usernames);

    void block(String userId, List<String> ids, List<String> usernames);

    /// A page, by state, then oldest first.
    ///
    /// @param limit 1 to 1000
    /// @param state 0 friend, 1 asked, 2 was asked, 3 blocked; null for all
    FriendList list(String userId, int limit, @Nullable Integer state, String cursor);

    /// Friends of friends who are nothing to the user yet.
    ///
    /// @param limit 1 to 100
    FriendsOfFriendsList listOfFriends(String userId, int limit, String cursor);

    /// What these users are to the user; strangers are left out.
    List<Friend> byIds(String userId, List<String> ids);

    /// Changes what the user has noted about a friend, a JSON object.
    void updateMetadata(String userId, String friendId, String metadata);
}
