package io.kaosnet.core.group;

import com.google.protobuf.Int32Value;
import io.kaosnet.core.account.Accounts;
import io.kaosnet.core.account.KnownUsers;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.api.Cursor;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.group.GroupStore.Edge;
import io.kaosnet.core.group.GroupStore.Listed;
import io.kaosnet.core.notification.Notifications;
import io.kaosnet.core.presence.Presences;
import io.kaosnet.protocol.api.Group;
import io.kaosnet.protocol.api.GroupList;
import io.kaosnet.protocol.api.GroupUserList;
import io.kaosnet.protocol.api.GroupUserList.GroupUser;
import io.kaosnet.protocol.api.UserGroupList;
import io.kaosnet.protocol.api.UserGroupList.UserGroup;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Groups: made, changed, joined, led, found. Blocks; safe from any virtual thread. Where a caller
/// is null, it is the server, which may everything.
public final class Groups {
    static final UUID SYSTEM = new UUID(0, 0);
    private static final Edge<?> BEGIN = new Edge<>(SYSTEM, -1, -1, "");

    private final Database database;
    private final GroupStore store;
    private final GroupTransactions transactions;
    private final GroupMembers members;

    public Groups(
            Database database,
            Accounts accounts,
            Notifications notifications,
            Presences presences,
            GroupChat chat,
            Clock clock) {
        this.database = database;
        this.store = new GroupStore(database, accounts.known());
        this.transactions = new GroupTransactions(database, notifications, chat, presences, clock);
        this.members = new GroupMembers(transactions);
        accounts.beforeDelete(transactions::forget);
    }

    /// Makes a group of one, its superadmin.
    ///
    /// @throws ApiException `ALREADY_EXISTS` when the name is taken, `NOT_FOUND` without the user
    public Group create(UUID superadmin, GroupFields fields) {
        if (fields.name() == null) {
            throw ApiException.invalidArgument("name: empty");
        }
        UUID id = UUID.randomUUID();
        long nowMicros = transactions.nowMicros();
        String creator = fields.creatorId();
        UUID creatorId = creator == null ? superadmin : UUID.fromString(creator);
        database.write(
                tx -> {
                    if (GroupStore.usernames(tx, List.of(superadmin)).isEmpty()) {
                        throw ApiException.notFound("User account not found");
                    }
                    if (!GroupStore.insert(tx, id, creatorId, fields, nowMicros)) {
                        throw new ApiException(Code.ALREADY_EXISTS, "Group name is in use");
                    }
                    GroupStore.set(tx, id, superadmin, null, GroupRole.SUPERADMIN, nowMicros);
                    return true;
                });
        return get(List.of(id)).getFirst();
    }

    /// Changes what the fields have set.
    ///
    /// @throws ApiException `NOT_FOUND` unless the caller is an admin, `INVALID_ARGUMENT` when
    ///     nothing is set, the name is taken, or there are more members than the new maximum
    public void update(UUID groupId, GroupFields fields, @Nullable UUID caller) {
        if (fields.isEmpty()) {
            throw ApiException.invalidArgument("Nothing to update");
        }
        transactions.run(
                groupId,
                changed -> {
                    GroupMembers.requireAdmin(changed, caller);
                    String name = fields.name();
                    if (name != null && GroupStore.isTaken(changed.tx, name, groupId)) {
                        throw ApiException.invalidArgument("Group name is in use");
                    }
                    Integer most = fields.maxCount();
                    if (most != null && most != 0 && most < changed.group.count()) {
                        throw ApiException.invalidArgument(
                                "max_count: "
                                        + most
                                        + " (expected: at least the "
                                        + changed.group.count()
                                        + " members)");
                    }
                    GroupStore.update(changed.tx, groupId, fields, changed.nowMicros);
                });
    }

    /// Ends the group with its chat.
    ///
    /// @throws ApiException `INVALID_ARGUMENT` unless the caller is a superadmin
    public void delete(UUID groupId, @Nullable UUID caller) {
        try {
            transactions.run(
                    groupId,
                    changed -> {
                        if (caller != null) {
                            Integer state = changed.state(caller);
                            if (state == null || state != GroupRole.SUPERADMIN) {
                                throw noSuperadmin();
                            }
                        }
                        changed.delete();
                    });
        } catch (ApiException e) {
            throw e.code() == Code.NOT_FOUND && caller != null ? noSuperadmin() : e;
        }
    }

    private static ApiException noSuperadmin() {
        return ApiException.invalidArgument("Group not found, or the caller is no superadmin");
    }

    public void join(UUID groupId, UUID userId, String username) {
        members.join(groupId, userId, username);
    }

    public void leave(UUID groupId, UUID userId) {
        members.leave(groupId, userId);
    }

    public void add(UUID groupId, Collection<UUID> userIds, @Nullable UUID caller) {
        members.add(groupId, userIds, caller);
    }

    public void kick(UUID groupId, Collection<UUID> userIds, @Nullable UUID caller) {
        members.kick(groupId, userIds, caller);
    }

    public void ban(UUID groupId, Collection<UUID> userIds, @Nullable UUID caller) {
        members.ban(groupId, userIds, caller);
    }

    public void promote(UUID groupId, Collection<UUID> userIds, @Nullable UUID caller) {
        members.promote(groupId, userIds, caller);
    }

    public void demote(UUID groupId, Collection<UUID> userIds, @Nullable UUID caller) {
        members.demote(groupId, userIds, caller);
    }

    /// Whether the user is in the group; those who only asked, or are banned, are not.
    public boolean isMember(UUID groupId, UUID userId) {
        Integer state =
                database.<@Nullable Integer>read(tx -> GroupStore.state(tx, groupId, userId));
        return state != null && GroupRole.isMember(state);
    }

    /// The groups that are there, in no order.
    public List<Group> get(Collection<UUID> ids) {
        return ids.isEmpty() ? List.of() : store.get(ids).stream().map(Listed::group).toList();
    }

    /// Groups picked by chance, each once.
    public List<Group> random(int count) {
        List<Group> picked = new ArrayList<>();
        UUID from = UUID.randomUUID();
        for (Listed listed : store.random(from, count)) {
            picked.add(listed.group());
        }
        if (picked.size() < count) {
            for (Listed listed : store.random(SYSTEM, count - picked.size())) {
                if (listed.id().toString().compareTo(from.toString()) < 0) {
                    picked.add(listed.group());
                }
            }
        }
        return picked;
    }

    /// A page of a group's users, highest rank first, then longest in it.
    ///
    /// @param state null for all but the banned
    public GroupUserList listUsers(
            UUID groupId, @Nullable Integer state, int limit, String cursor) {
        String listing = "group-users/" + groupId + "/" + state;
        KnownUsers.Listed<Edge<UUID>> found =
                store.listUsers(
                        groupId, first(state), last(state), after(listing, cursor), limit + 1);
        List<Edge<UUID>> edges = found.rows();
        GroupUserList.Builder page = GroupUserList.newBuilder();
        for (int i = 0; i < Math.min(limit, edges.size()); i++) {
            page.addGroupUsers(
                    GroupUser.newBuilder()
                            .setUser(found.users().get(i))
                            .setState(Int32Value.of(edges.get(i).state())));
        }
        return page.setCursor(next(listing, edges, limit)).build();
    }

    /// A page of a user's groups, highest rank first, then longest in it.
    ///
    /// @param state null for all but those the user is banned from
    public UserGroupList listOfUser(
            UUID userId, @Nullable Integer state, int limit, String cursor) {
        String listing = "user-groups/" + userId + "/" + state;
        List<Edge<Group>> found =
                store.listOfUser(
                        userId, first(state), last(state), after(listing, cursor), limit + 1);
        UserGroupList.Builder page = UserGroupList.newBuilder();
        for (Edge<Group> edge : found.subList(0, Math.min(limit, found.size()))) {
            page.addUserGroups(
                    UserGroup.newBuilder()
                            .setGroup(edge.value())
                            .setState(Int32Value.of(edge.state())));
        }
        return page.setCursor(next(listing, found, limit)).build();
    }

    private static int first(@Nullable Integer state) {
        return state == null ? GroupRole.SUPERADMIN : state;
    }

    private static int last(@Nullable Integer state) {
        return state == null ? GroupRole.JOIN_REQUEST : state;
    }

    private static Edge<?> after(String listing, String cursor) {
        if (cursor.isEmpty()) {
            return BEGIN;
        }
        Cursor.Reader reader = new Cursor.Reader(listing, cursor);
        int state = (int) reader.number();
        long position = reader.number();
        return new Edge<>(reader.id(), state, position, "");
    }

    private static <T> String next(String listing, List<Edge<T>> found, int limit) {
        if (found.size() <= limit) {
            return "";
        }
        Edge<T> last = found.get(limit - 1);
        return new Cursor.Writer(listing)
                .number(last.state())
                .number(last.position())
                .id(last.id())
                .toString();
    }

    /// A page of groups whose name fits, by name.
    ///
    /// @param name upper and lower case alike, `%` for any text; `%` and spaces in front are
    ///     passed over
    public GroupList search(String name, int limit, String cursor) {
        String pattern = name.toLowerCase(Locale.ROOT).replaceAll("^[% ]+", "");
        String listing = "groups/name/" + cut(pattern);
        String afterName = "";
        UUID afterId = SYSTEM;
        if (!cursor.isEmpty()) {
            Cursor.Reader reader = new Cursor.Reader(listing, cursor);
            afterName = reader.text();
            afterId = reader.id();
        }
        List<Listed> found =
                pattern.isEmpty() && !name.isEmpty()
                        ? List.of()
                        : store.listNamed(pattern, afterName, afterId, limit + 1);
        return page(
                found,
                limit,
                last -> new Cursor.Writer(listing).text(last.nameLower()).id(last.id()).toString());
    }

    /// Cursors hold a name's beginning only: enough to tell listings apart.
    private static String cut(String pattern) {
        return pattern.length() <= 255 ? pattern : pattern.substring(0, 255);
    }

    /// A page of groups, newest first.
    ///
    /// @param langTag empty for any
    /// @param mostMembers null for any number
    /// @param open null for both
    public GroupList list(
            String langTag,
            @Nullable Integer mostMembers,
            @Nullable Boolean open,
            int limit,
            String cursor) {
        String listing = "groups/" + cut(langTag) + "/" + mostMembers + "/" + open;
        long beforeMicros = Long.MAX_VALUE;
        UUID beforeId = SYSTEM;
        if (!cursor.isEmpty()) {
            Cursor.Reader reader = new Cursor.Reader(listing, cursor);
            beforeMicros = reader.number();
            beforeId = reader.id();
        }
        int most = mostMembers == null ? Integer.MAX_VALUE : mostMembers;
        List<Listed> found = store.list(langTag, most, open, beforeMicros, beforeId, limit + 1);
        return page(
                found,
                limit,
                last ->
                        new Cursor.Writer(listing)
                                .number(last.createMicros())
                                .id(last.id())
                                .toString());
    }

    /// @param found one more than the limit when there is a next page
    private static GroupList page(List<Listed> found, int limit, Function<Listed, String> cursor) {
        GroupList.Builder page = GroupList.newBuilder();
        for (Listed listed : found.subList(0, Math.min(limit, found.size()))) {
            page.addGroups(listed.group());
        }
        if (found.size() > limit) {
            page.setCursor(cursor.apply(found.get(limit - 1)));
        }
        return page.build();
    }
}
