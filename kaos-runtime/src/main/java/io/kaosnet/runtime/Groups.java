package io.kaosnet.runtime;

import io.kaosnet.protocol.api.Group;
import io.kaosnet.protocol.api.GroupList;
import io.kaosnet.protocol.api.GroupUserList;
import io.kaosnet.protocol.api.UserGroupList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Groups of users. Safe from any thread but a match's; blocks. All methods throw [RuntimeError]:
/// `INVALID_ARGUMENT` for what is malformed or against a group's rules, `NOT_FOUND` for a group
/// that is not there, `ALREADY_EXISTS` for a name that is taken.
///
/// Where a caller is asked for: whose rights decide; empty for the server, which may everything.
public interface Groups {
    /// What a group is made with or changed to; null for the standard, or to leave it.
    ///
    /// @param metadata a JSON object
    /// @param maxCount the most members; the standard is 100
    record Fields(
            @Nullable String name,
            @Nullable String description,
            @Nullable String langTag,
            @Nullable String avatarUrl,
            @Nullable Boolean open,
            @Nullable String metadata,
            @Nullable Integer maxCount,
            @Nullable String creatorId) {
        /// A closed group with everything else at its standard.
        public Fields(String name) {
            this(name, null, null, null, null, null, null, null);
        }
    }

    /// Makes a group led by the user.
    Group create(String userId, Fields fields);

    void update(String groupId, Fields fields, String callerId);

    void delete(String groupId);

    void join(String groupId, String userId, String username);

    void leave(String groupId, String userId);

    void add(String groupId, List<String> userIds, String callerId);

    void kick(String groupId, List<String> userIds, String callerId);

    void ban(String groupId, List<String> userIds, String callerId);

    void promote(String groupId, List<String> userIds, String callerId);

    void demote(String groupId, List<String> userIds, String callerId);

    /// A page of a group's users, highest rank first.
    ///
    /// @param limit 1 to 100
    /// @param state 0 superadmin, 1 admin, 2 member, 3 asks to join, 4 banned; null for all but 4
    GroupUserList listUsers(String groupId, int limit, @Nullable Integer state, String cursor);

    /// A page of a user's groups, highest rank first; limit and state as above.
    UserGroupList listOfUser(String userId, int limit, @Nullable Integer state, String cursor);

    /// A page of groups whose name fits, `%` for any text.
    ///
    /// @param limit 1 to 100
    GroupList search(String name, int limit, String cursor);

    /// A page of groups, newest first.
    ///
    /// @param langTag empty for any
    /// @param mostMembers null for any number
    /// @param open null for both
    /// @param limit 1 to 100
    GroupList list(
            String langTag,
            @Nullable Integer mostMembers,
            @Nullable Boolean open,
            int limit,
            String cursor);

    /// Those of these ids that are there.
    List<Group> byIds(List<String> ids);

    /// Groups picked by chance, each once.
    ///
    /// @param count 1 to 1000
    List<Group> random(int count);
}
