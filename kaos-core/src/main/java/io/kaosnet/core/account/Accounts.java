package io.kaosnet.core.account;

import com.google.protobuf.Empty;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Arguments;
import io.kaosnet.core.api.Caller;
import io.kaosnet.core.api.Cursor;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.Tx;
import io.kaosnet.protocol.api.Account;
import io.kaosnet.protocol.api.GetUsersRequest;
import io.kaosnet.protocol.api.UpdateAccountRequest;
import io.kaosnet.protocol.api.User;
import io.kaosnet.protocol.api.Users;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Users' accounts. Blocks; safe from any virtual thread.
public final class Accounts {
    private static final int UUID_LENGTH = 36;
    private static final int MAX_DELETIONS = 1000;

    private static final String DELETIONS = "deletions";

    private final AccountStore store;
    private final Predicate<UUID> isOnline;
    private final KnownUsers known;
    private final Clock clock;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final List<Ending> endings = new CopyOnWriteArrayList<>();
    private final List<Deletion> deletions = new CopyOnWriteArrayList<>();

    /// Told of accounts that end.
    @FunctionalInterface
    public interface Listener {
        /// The account was deleted (`isDeleted`) or disabled: its sessions must end. Called after
        /// the change is durable, on the thread that made it.
        void onEnd(UUID userId, boolean isDeleted);
    }

    /// Writes what belongs to an account's end in the transaction that ends it.
    @FunctionalInterface
    public interface Ending {
        /// Called for a deletion and for a ban. The rules of [io.kaosnet.core.db.Work] hold.
        void onEnd(Tx tx, UUID userId);
    }

    /// Takes what another feature keeps of a user away in the transaction that deletes the account.
    @FunctionalInterface
    public interface Deletion {
        /// Called before the account's row goes, even when there is none. The rules of
        /// [io.kaosnet.core.db.Work] hold.
        void onDelete(Tx tx, UUID userId);
    }

    /// A user who was deleted. Immutable.
    ///
    /// @param micros when, since 1970-01-01 UTC
    public record Deleted(UUID userId, long micros) {}

    /// A page of them.
    ///
    /// @param cursor where the next page begins; empty at the end
    public record Deletions(List<Deleted> deleted, String cursor) {}

    /// @param isOnline whether a user has a status on any socket
    public Accounts(Database database, Predicate<UUID> isOnline, Clock clock) {
        this.store = new AccountStore(database);
        this.isOnline = isOnline;
        this.known = new KnownUsers(isOnline);
        this.clock = clock;
    }

    public void listen(Listener listener) {
        listeners.add(listener);
    }

    public void beforeEnd(Ending ending) {
        endings.add(ending);
    }

    public void beforeDelete(Deletion deletion) {
        deletions.add(deletion);
    }

    public void bind(Endpoints.Builder endpoints) {
        endpoints.bind("GetAccount", Empty.getDefaultInstance(), this::onGet);
        endpoints.bind("UpdateAccount", UpdateAccountRequest.getDefaultInstance(), this::onUpdate);
        endpoints.bind("DeleteAccount", Empty.getDefaultInstance(), this::onDelete);
        endpoints.bind("GetUsers", GetUsersRequest.getDefaultInstance(), this::onUsers);
    }

    private Account onGet(Caller caller, Empty request) {
        return get(caller.userId());
    }

    private Empty onUpdate(Caller caller, UpdateAccountRequest request) {
        update(caller.userId(), request);
        return Empty.getDefaultInstance();
    }

    private Empty onDelete(Caller caller, Empty request) {
        delete(caller.userId());
        return Empty.getDefaultInstance();
    }

    private Users onUsers(Caller caller, GetUsersRequest request) {
        List<UUID> ids = new ArrayList<>();
        for (String text : request.getIdsList()) {
            ids.add(uuid("ids", text));
        }
        return Users.newBuilder()
                .addAllUsers(users(ids, request.getUsernamesList(), request.getFacebookIdsList()))
                .build();
    }

    /// @throws ApiException `NOT_FOUND`
    public Account get(UUID userId) {
        Account account = find(userId);
        if (account == null) {
            throw ApiException.notFound("User account not found");
        }
        return account;
    }

    public @Nullable Account find(UUID userId) {
        Account account = store.find(userId);
        return account == null
                ? null
                : account.toBuilder().setUser(withPresence(account.getUser())).build();
    }

    /// Changes what the request has set.
    ///
    /// @throws ApiException `INVALID_ARGUMENT` when nothing is set, for values that a field cannot
    ///     hold, and for a user name that is taken; `NOT_FOUND`
    public void update(UUID userId, UpdateAccountRequest request) {
        if (request.equals(UpdateAccountRequest.getDefaultInstance())) {
            throw ApiException.invalidArgument("Nothing to update");
        }
        if (request.hasUsername()) {
            UserRules.checkUsername(request.getUsername().getValue());
        }
        String displayName = request.getDisplayName().getValue();
        UserRules.checkLength("display_name", displayName, UserRules.MAX_NAME_CHARS);
        String location = request.getLocation().getValue();
        UserRules.checkLength("location", location, UserRules.MAX_NAME_CHARS);
        String timezone = request.getTimezone().getValue();
        UserRules.checkLength("timezone", timezone, UserRules.MAX_NAME_CHARS);
        String avatarUrl = request.getAvatarUrl().getValue();
        UserRules.checkLength("avatar_url", avatarUrl, UserRules.MAX_URL_CHARS);
        String langTag = request.getLangTag().getValue();
        UserRules.checkLength("lang_tag", langTag, UserRules.MAX_LANG_TAG_CHARS);
        if (!store.update(userId, request, nowMicros())) {
            throw ApiException.invalidArgument("Username is already in use");
        }
    }

    /// Replaces what the game keeps with the account; users see it and cannot change it.
    ///
    /// @param metadata one JSON object
    /// @throws ApiException `NOT_FOUND`
    public void setMetadata(UUID userId, String metadata) {
        if (!Arguments.isJsonObject(metadata)) {
            throw ApiException.invalidArgument("metadata: expected one JSON object");
        }
        if (!store.setMetadata(userId, metadata, nowMicros())) {
            throw ApiException.notFound("User account not found");
        }
    }

    /// Deletes the account with everything that hangs on it and leaves a tombstone. Deleting one
    /// that is not there is no error.
    public void delete(UUID userId) {
        delete(userId, true);
    }

    /// Deletes the account with everything that hangs on it.
    ///
    /// @param isRecorded whether a tombstone stays: the id and the time, no more
    public void delete(UUID userId, boolean isRecorded) {
        if (store.delete(userId, isRecorded, nowMicros(), deletions, endings)) {
            for (Listener listener : listeners) {
                listener.onEnd(userId, true);
            }
        }
    }

    /// Bans the user for good, without a reason.
    public void disable(UUID userId) {
        ban(new Ban(userId, "", nowMicros(), 0));
    }

    /// Bans the user: no login, no refresh, and open sockets end. A ban that is there is replaced.
    ///
    /// @param reason what the user is told; may be empty
    /// @param endSec when it ends by itself, seconds since 1970; 0 for never
    /// @throws ApiException `INVALID_ARGUMENT` for an end that is over
    public void ban(UUID userId, String reason, long endSec) {
        if (endSec < 0 || endSec > Clock.MAX_SEC) {
            throw ApiException.invalidArgument("end: " + endSec + " (expected: 0 or a time)");
        }
        Ban ban = new Ban(userId, reason, nowMicros(), endSec * 1_000_000L);
        if (ban.hasEnded(nowMicros())) {
            throw ApiException.invalidArgument("end: " + endSec + " is over");
        }
        ban(ban);
    }

    private void ban(Ban ban) {
        store.ban(ban, endings);
        for (Listener listener : listeners) {
            listener.onEnd(ban.userId(), false);
        }
    }

    /// Lifts a ban; without one nothing happens.
    public void enable(UUID userId) {
        store.enable(userId);
    }

    /// The ban that holds now, or null.
    public @Nullable Ban findBan(UUID userId) {
        Ban ban = store.findBan(userId);
        return ban == null || ban.hasEnded(nowMicros()) ? null : ban;
    }

    /// Refuses a user that is banned, and lifts a ban whose time is over.
    ///
    /// @throws ApiException `PERMISSION_DENIED` with the reason and the end
    public void refuseBanned(UUID userId) {
        Ban ban = store.findBan(userId);
        if (ban != null && ban.hasEnded(nowMicros())) {
            store.enableEnded(ban);
            ban = store.findBan(userId);
        }
        if (ban != null) {
            throw ApiException.permissionDenied(ban.text());
        }
    }

    /// Users who were deleted and when, the longest ago first.
    ///
    /// @param limit 1..1000
    /// @param cursor where the last page ended; empty for the first
    public Deletions deletions(int limit, String cursor) {
        if (limit < 1 || limit > MAX_DELETIONS) {
            throw ApiException.invalidArgument("limit: " + limit + " (expected: 1..1000)");
        }
        long afterMicros = -1;
        UUID afterId = new UUID(0, 0);
        if (!cursor.isEmpty()) {
            Cursor.Reader reader = new Cursor.Reader(DELETIONS, cursor);
            afterMicros = reader.number();
            afterId = reader.id();
        }
        List<Deleted> found = store.deleted(afterMicros, afterId, limit + 1);
        if (found.size() <= limit) {
            return new Deletions(found, "");
        }
        Deleted last = found.get(limit - 1);
        String next =
                new Cursor.Writer(DELETIONS).number(last.micros()).id(last.userId()).toString();
        return new Deletions(List.copyOf(found.subList(0, limit)), next);
    }

    /// The users that exist among the given ones, each once, in no order.
    public List<User> users(
            Collection<UUID> ids, Collection<String> usernames, Collection<String> facebookIds) {
        if (ids.isEmpty() && usernames.isEmpty() && facebookIds.isEmpty()) {
            return List.of();
        }
        return store.users(ids, usernames, facebookIds).stream().map(this::withPresence).toList();
    }

    /// Users picked by chance, each once.
    public List<User> random(int count) {
        return store.usersFrom(UUID.randomUUID(), count).stream().map(this::withPresence).toList();
    }

    /// The users whose accounts are linked to these identifiers.
    ///
    /// @param provider `facebook` or `steam`
    public Set<UUID> linked(String provider, Collection<String> ids) {
        return ids.isEmpty() ? Set.of() : store.linked(provider, ids);
    }

    /// The ids that belong to a user, among the given ones and of the given user names.
    public Set<UUID> existing(Collection<UUID> ids, Collection<String> usernames) {
        return ids.isEmpty() && usernames.isEmpty() ? Set.of() : store.existing(ids, usernames);
    }

    /// For lists of users by what other features keep of them.
    public KnownUsers known() {
        return known;
    }

    private User withPresence(User user) {
        return isOnline.test(UUID.fromString(user.getId()))
                ? user.toBuilder().setOnline(true).build()
                : user;
    }

    private long nowMicros() {
        return clock.nowMs() * 1000;
    }

    private static UUID uuid(String field, String text) {
        try {
            UUID id = UUID.fromString(text);
            if (text.length() == UUID_LENGTH) {
                return id;
            }
        } catch (IllegalArgumentException _) {
            // Told below, like the short forms that the JDK takes.
        }
        throw ApiException.invalidArgument(field + ": \"" + text + "\" (expected: a UUID)");
    }
}
