package io.kaosnet.core.status;

import java.util.Collection;
import java.util.Set;
import java.util.UUID;

/// Finds the users that exist. May block. Safe from any thread.
@FunctionalInterface
public interface StatusUsers {
    /// The ids among the given ones, and of the given user names, that belong to a user.
    Set<UUID> existing(Collection<UUID> userIds, Collection<String> usernames);
}
