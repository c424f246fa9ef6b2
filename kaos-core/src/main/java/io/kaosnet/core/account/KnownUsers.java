package io.kaosnet.core.account;

import io.kaosnet.core.db.Query;
import io.kaosnet.core.db.Tx;
import io.kaosnet.protocol.api.User;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Users whom the rows of other features name, each by id and version. One who was read before, by
/// whichever list, is not read again until the version is another: it comes from the database each
/// time, which changes it with the user, so a copy is never older than the row that names it.
/// Safe from any thread.
public final class KnownUsers {
    /// A power of two. Two users of one place take it in turns.
    private static final int PLACES = 1 << 14;

    /// Who has more to tell is read each time. A user with a name alone takes 450 bytes, and about
    /// as much again for its text in JSON; one with everything set, 240 bytes on the wire, takes
    /// 760 and 950. That is 15 or 28 megabytes when all places are taken.
    private static final int MAX_BYTES = 1024;

    private static final String USERS =
            "SELECT v.version, "
                    + UserRows.COLUMNS
                    + " FROM users u JOIN user_version v ON v.user_id = u.id WHERE u.id {in-uuid}";

    private final AtomicReferenceArray<@Nullable Known> places = new AtomicReferenceArray<>(PLACES);
    private final Predicate<UUID> isOnline;

    /// A user as of a version, the same messages for everybody who lists them.
    private record Known(UUID id, long version, User offline, User online) {
        boolean is(UUID id, long version) {
            return this.version == version && this.id.equals(id);
        }

        User user(boolean isOnline) {
            return isOnline ? online : offline;
        }
    }

    /// @param isOnline whether a user has a status on any socket
    KnownUsers(Predicate<UUID> isOnline) {
        this.isOnline = isOnline;
    }

    /// Rows, and for each the user whom it is about.
    public record Listed<R>(List<R> rows, List<User> users) {}

    /// Runs a query whose rows name users.
    ///
    /// @param id whom a row names
    /// @param versionColumn number of the column that is `user_version.version`
    /// @return all rows; of users whose accounts have been deleted meanwhile there is the id alone
    public <R> Listed<R> list(
            Tx tx, Query query, Query.Mapper<R> mapper, Function<R, UUID> id, int versionColumn) {
        List<R> rows = new ArrayList<>();
        List<@Nullable User> found = new ArrayList<>();
        List<UUID> missing = new ArrayList<>();
        query.each(
                row -> {
                    R mapped = mapper.map(row);
                    UUID userId = id.apply(mapped);
                    Known known = places.get(place(userId));
                    rows.add(mapped);
                    if (known != null && known.is(userId, row.integer(versionColumn))) {
                        found.add(known.user(isOnline.test(userId)));
                    } else {
                        found.add(null);
                        missing.add(userId);
                    }
                });
        Map<UUID, Known> read = missing.isEmpty() ? Map.of() : read(tx, missing);
        List<User> users = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            User user = found.get(i);
            users.add(user != null ? user : user(id.apply(rows.get(i)), read));
        }
        return new Listed<>(rows, users);
    }

    /// What lists say of the user now.
    public boolean isOnline(UUID id) {
        return isOnline.test(id);
    }

    private User user(UUID id, Map<UUID, Known> read) {
        Known known = read.get(id);
        return known == null
                ? User.newBuilder().setId(id.toString()).build()
                : known.user(isOnline.test(id));
    }

    private Map<UUID, Known> read(Tx tx, List<UUID> ids) {
        Map<UUID, Known> users = new HashMap<>();
        tx.sql(USERS)
                .bindUuids(ids)
                .each(
                        row -> {
                            UUID id = row.uuid(2);
                            User offline = UserRows.user(row, 2, false);
                            User online = offline.toBuilder().setOnline(true).build();
                            Known known = new Known(id, row.integer(1), offline, online);
                            users.put(id, known);
                            if (online.getSerializedSize() <= MAX_BYTES) {
                                places.set(place(id), known);
                            }
                        });
        return users;
    }

    private static int place(UUID id) {
        return (id.hashCode() * 0x9E3779B9) >>> (32 - Integer.numberOfTrailingZeros(PLACES));
    }
}
