package io.kaosnet.core.friend;

import com.google.protobuf.Empty;
import com.google.protobuf.Int32Value;
import com.google.protobuf.Timestamp;
import io.kaosnet.core.account.Accounts;
import io.kaosnet.core.account.KnownUsers.Listed;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Arguments;
import io.kaosnet.core.api.Caller;
import io.kaosnet.core.api.Cursor;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.api.Identity;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.friend.FriendStore.Edge;
import io.kaosnet.core.friend.FriendStore.Further;
import io.kaosnet.core.friend.FriendStore.Page;
import io.kaosnet.core.friend.FriendStore.Range;
import io.kaosnet.core.notification.Notifications;
import io.kaosnet.core.presence.Presence;
import io.kaosnet.core.presence.PresenceListener.LeaveReason;
import io.kaosnet.core.presence.Presences;
import io.kaosnet.core.presence.StreamKey;
import io.kaosnet.core.presence.StreamMode;
import io.kaosnet.protocol.api.AddFriendsRequest;
import io.kaosnet.protocol.api.BlockFriendsRequest;
import io.kaosnet.protocol.api.DeleteFriendsRequest;
import io.kaosnet.protocol.api.Friend;
import io.kaosnet.protocol.api.FriendList;
import io.kaosnet.protocol.api.FriendsOfFriendsList;
import io.kaosnet.protocol.api.FriendsOfFriendsList.FriendOfFriend;
import io.kaosnet.protocol.api.ImportFacebookFriendsRequest;
import io.kaosnet.protocol.api.ImportSteamFriendsRequest;
import io.kaosnet.protocol.api.ListFriendsOfFriendsRequest;
import io.kaosnet.protocol.api.ListFriendsRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Friends: asked for, accepted, listed, blocked. Blocks; safe from any virtual thread. Methods
/// without a caller are the server's own.
public final class Friends {
    private static final int MAX_LIMIT = 1000;
    private static final int MAX_FURTHER = 100;
    private static final int STANDARD_FURTHER = 10;

    private final FriendStore store;
    private final FriendPages pages;
    private final FriendChanges changes;
    private final Accounts accounts;
    private final Presences presences;
    private final FriendImports imports;

    public Friends(
            Database database,
            Accounts accounts,
            Notifications notifications,
            Presences presences,
            FriendImports imports,
            Clock clock) {
        this.store = new FriendStore(database, accounts.known());
        this.pages = new FriendPages(accounts.known()::isOnline);
        this.changes = new FriendChanges(database, notifications, clock);
        this.accounts = accounts;
        this.presences = presences;
        this.imports = imports;
        accounts.beforeDelete(FriendChanges::forget);
    }

    public void bind(Endpoints.Builder endpoints) {
        endpoints.bind("AddFriends", AddFriendsRequest.getDefaultInstance(), this::onAdd);
        endpoints.bind("DeleteFriends", DeleteFriendsRequest.getDefaultInstance(), this::onDelete);
        endpoints.bind("BlockFriends", BlockFriendsRequest.getDefaultInstance(), this::onBlock);
        endpoints.bind("ListFriends", ListFriendsRequest.getDefaultInstance(), this::onList);
        endpoints.bind(
                "ListFriendsOfFriends",
                ListFriendsOfFriendsRequest.getDefaultInstance(),
                this::onListFurther);
        endpoints.bind(
                "ImportFacebookFriends",
                ImportFacebookFriendsRequest.getDefaultInstance(),
                this::onImportFacebook);
        endpoints.bind(
                "ImportSteamFriends",
                ImportSteamFriendsRequest.getDefaultInstance(),
                this::onImportSteam);
    }

    /// Asks the users for friendship, or accepts where they asked. Those who have blocked the
    /// user, or are blocked, are passed over.
    ///
    /// @param metadata JSON object for the user's own edges; empty for none
    /// @throws ApiException `INVALID_ARGUMENT`
    public void add(
            UUID userId,
            String username,
            Collection<UUID> ids,
            Collection<String> usernames,
            String metadata) {
        if (!metadata.isEmpty() && !Arguments.isJsonObject(metadata)) {
            throw ApiException.invalidArgument("metadata: expected one JSON object");
        }
        Set<UUID> others = others(userId, ids, usernames);
        if (!others.isEmpty()) {
            changes.add(userId, username, others, metadata);
        }
    }

    /// Ends friendships, takes back or refuses requests, lifts blocks. Strangers are no error.
    ///
    /// @throws ApiException `INVALID_ARGUMENT`
    public void delete(
            UUID userId, String username, Collection<UUID> ids, Collection<String> usernames) {
        Set<UUID> others = existing(userId, ids, usernames);
        if (!others.isEmpty()) {
            changes.delete(userId, username, others);
        }
    }

    /// Blocks the users: friendships and requests end, they cannot ask again, and the direct chat
    /// between them closes.
    ///
    /// @throws ApiException `INVALID_ARGUMENT`
    public void block(UUID userId, Collection<UUID> ids, Collection<String> usernames) {
        Set<UUID> others = others(userId, ids, usernames);
        if (others.isEmpty()) {
            return;
        }
        changes.block(userId, others);
        for (UUID other : others) {
            closeDirectChat(userId, other);
        }
    }

    private void closeDirectChat(UUID one, UUID other) {
        boolean isInOrder = one.toString().compareTo(other.toString()) < 0;
        StreamKey stream =
                new StreamKey(StreamMode.DM, isInOrder ? one : other, isInOrder ? other : one, "");
        for (Presence presence : presences.list(stream)) {
            presences.untrack(presence.session(), stream, LeaveReason.KICK);
        }
    }

    /// Changes what the user has noted about a friend.
    ///
    /// @throws ApiException `NOT_FOUND` when the other is nothing to the user
    public void setMetadata(UUID userId, UUID friendId, String metadata) {
        if (!Arguments.isJsonObject(metadata)) {
            throw ApiException.invalidArgument("metadata: expected one JSON object");
        }
        changes.setMetadata(userId, friendId, metadata);
    }

    /// Makes friends of whom a provider says the user knows.
    ///
    /// @param isReset whether other friendships end
    public void connect(UUID userId, String username, Set<UUID> others, boolean isReset) {
        Set<UUID> known = new HashSet<>(others);
        known.remove(userId);
        if (!known.isEmpty() || isReset) {
            changes.connect(userId, username, known, isReset);
        }
    }

    /// Whether either of the two has blocked the other.
    public boolean isBlocked(UUID one, UUID other) {
        return store.isBlocked(one, other);
    }

    /// What the given users are to the user; strangers are left out.
    public List<Friend> get(UUID userId, Collection<UUID> others) {
        return others.isEmpty() ? List.of() : friends(store.get(userId, others), others.size());
    }

    /// A page of the user's edges, by state, then oldest first.
    ///
    /// @param state null for all
    public FriendList list(UUID userId, @Nullable Integer state, int limit, String cursor) {
        String listing = "friends/" + userId + "/" + (state == null ? "all" : state);
        int afterState = -1;
        long afterPosition = -1;
        UUID afterId = StreamKey.NIL;
        if (!cursor.isEmpty()) {
            Cursor.Reader reader = new Cursor.Reader(listing, cursor);
            afterState = (int) reader.number();
            afterPosition = reader.number();
            afterId = reader.id();
        }
        var range = new Range(userId, state, afterState, afterPosition, afterId, limit + 1);
        FriendPages.Kept kept = pages.find(range);
        if (kept != null && kept.stamp().equals(store.stamp(range))) {
            return pages.asOfNow(range, kept);
        }
        Page found = store.list(range);
        List<Edge> edges = found.edges().rows();
        FriendList.Builder page = FriendList.newBuilder().addAllFriends(friends(found, limit));
        if (edges.size() > limit) {
            Edge last = edges.get(limit - 1);
            page.setCursor(
                    new Cursor.Writer(listing)
                            .number(last.state())
                            .number(last.position())
                            .id(last.userId())
                            .toString());
        }
        FriendList list = page.build();
        List<UUID> ids = edges.stream().limit(list.getFriendsCount()).map(Edge::userId).toList();
        pages.keep(range, new FriendPages.Kept(found.stamp(), list, ids));
        return list;
    }

    private static List<Friend> friends(Page found, int limit) {
        List<Edge> edges = found.edges().rows();
        int count = Math.min(limit, edges.size());
        List<Friend> friends = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Edge edge = edges.get(i);
            friends.add(
                    Friend.newBuilder()
                            .setUser(found.edges().users().get(i))
                            .setState(Int32Value.of(edge.state()))
                            .setUpdateTime(seconds(edge.updateMicros()))
                            .setMetadata(found.metadata().getOrDefault(edge.userId(), "{}"))
                            .build());
        }
        return friends;
    }

    private static Timestamp seconds(long micros) {
        return Timestamp.newBuilder().setSeconds(Math.floorDiv(micros, 1_000_000L)).build();
    }

    /// A page of friends' friends who are nothing to the user yet, each with the friend between.
    public FriendsOfFriendsList listFurther(UUID userId, int limit, String cursor) {
        String listing = "friends-of-friends/" + userId;
        Further after = new Further(StreamKey.NIL, -1, StreamKey.NIL, -1);
        if (!cursor.isEmpty()) {
            Cursor.Reader reader = new Cursor.Reader(listing, cursor);
            long friendPosition = reader.number();
            UUID friendId = reader.id();
            long position = reader.number();
            after = new Further(friendId, friendPosition, reader.id(), position);
        }
        Listed<Further> found = store.listFurther(userId, after, limit + 1);
        List<Further> rows = found.rows();
        FriendsOfFriendsList.Builder page = FriendsOfFriendsList.newBuilder();
        for (int i = 0; i < Math.min(limit, rows.size()); i++) {
            page.addFriendsOfFriends(
                    FriendOfFriend.newBuilder()
                            .setReferrer(rows.get(i).friendId().toString())
                            .setUser(found.users().get(i)));
        }
        if (rows.size() > limit) {
            Further last = rows.get(limit - 1);
            page.setCursor(
                    new Cursor.Writer(listing)
                            .number(last.friendPosition())
                            .id(last.friendId())
                            .number(last.position())
                            .id(last.userId())
                            .toString());
        }
        return page.build();
    }

    private Empty onAdd(Caller caller, AddFriendsRequest request) {
        Identity user = caller.user();
        checkNotSelf(user, request.getUsernamesList());
        add(
                user.userId(),
                user.username(),
                ids(request.getIdsList()),
                request.getUsernamesList(),
                request.getMetadata());
        return Empty.getDefaultInstance();
    }

    private Empty onDelete(Caller caller, DeleteFriendsRequest request) {
        Identity user = caller.user();
        checkNotSelf(user, request.getUsernamesList());
        delete(
                user.userId(),
                user.username(),
                ids(request.getIdsList()),
                request.getUsernamesList());
        return Empty.getDefaultInstance();
    }

    private Empty onBlock(Caller caller, BlockFriendsRequest request) {
        Identity user = caller.user();
        checkNotSelf(user, request.getUsernamesList());
        block(user.userId(), ids(request.getIdsList()), request.getUsernamesList());
        return Empty.getDefaultInstance();
    }

    private FriendList onList(Caller caller, ListFriendsRequest request) {
        int limit =
                Arguments.limit(
                        request.hasLimit() ? request.getLimit() : null, MAX_LIMIT, MAX_LIMIT);
        Integer state = null;
        if (request.hasState()) {
            state = request.getState().getValue();
            if (state < FriendState.FRIEND || state > FriendState.BLOCKED) {
                throw ApiException.invalidArgument("state: " + state + " (expected: 0..3)");
            }
        }
        return list(caller.userId(), state, limit, request.getCursor());
    }

    private FriendsOfFriendsList onListFurther(Caller caller, ListFriendsOfFriendsRequest request) {
        int limit =
                Arguments.limit(
                        request.hasLimit() ? request.getLimit() : null,
                        STANDARD_FURTHER,
                        MAX_FURTHER);
        return listFurther(caller.userId(), limit, request.getCursor());
    }

    private Empty onImportFacebook(Caller caller, ImportFacebookFriendsRequest request) {
        String token = request.getAccount().getToken();
        checkToken(token);
        Set<UUID> known = imports.facebook(token);
        connect(caller.userId(), caller.user().username(), known, request.getReset().getValue());
        return Empty.getDefaultInstance();
    }

    private Empty onImportSteam(Caller caller, ImportSteamFriendsRequest request) {
        String ticket = request.getAccount().getToken();
        checkToken(ticket);
        Set<UUID> known = imports.steam(ticket);
        connect(caller.userId(), caller.user().username(), known, request.getReset().getValue());
        return Empty.getDefaultInstance();
    }

    private static void checkToken(String token) {
        if (token.isEmpty()) {
            throw ApiException.invalidArgument("account.token: empty");
        }
    }

    private static Set<UUID> ids(List<String> texts) {
        return new HashSet<>(Arguments.uuids("ids", texts));
    }

    private static void checkNotSelf(Identity user, Collection<String> usernames) {
        if (usernames.contains(user.username())) {
            throw ApiException.invalidArgument("usernames: the caller's own");
        }
    }

    /// The users that exist.
    ///
    /// @throws ApiException `INVALID_ARGUMENT` when some are named and none exists
    private Set<UUID> others(UUID userId, Collection<UUID> ids, Collection<String> usernames) {
        Set<UUID> others = existing(userId, ids, usernames);
        if (others.isEmpty() && !(ids.isEmpty() && usernames.isEmpty())) {
            throw ApiException.invalidArgument("ids, usernames: no such user");
        }
        return others;
    }

    private Set<UUID> existing(UUID userId, Collection<UUID> ids, Collection<String> usernames) {
        if (usernames.contains("")) {
            throw ApiException.invalidArgument("usernames: empty name");
        }
        Set<UUID> existing = new HashSet<>(accounts.existing(ids, usernames));
        existing.remove(StreamKey.NIL);
        if (ids.contains(userId) || existing.contains(userId)) {
            throw ApiException.invalidArgument("ids: the user's own");
        }
        return existing;
    }
}
