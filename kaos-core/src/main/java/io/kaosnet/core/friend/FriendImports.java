package io.kaosnet.core.friend;

import io.kaosnet.core.api.ApiException;
import java.util.Set;
import java.util.UUID;

/// Who a user knows elsewhere. Implemented where providers are set up; [#NONE] where none is. May
/// block.
public interface FriendImports {
    /// The users whose accounts are linked to the Facebook friends of the token's owner.
    ///
    /// @throws ApiException `UNAUTHENTICATED` for a token that the provider refuses
    Set<UUID> facebook(String token);

    /// The users whose accounts are linked to the Steam friends of the ticket's owner.
    ///
    /// @throws ApiException `UNAUTHENTICATED` for a ticket that the provider refuses,
    ///     `FAILED_PRECONDITION` without a Steam configuration
    Set<UUID> steam(String ticket);

    /// No provider is set up.
    FriendImports NONE =
            new FriendImports() {
                @Override
                public Set<UUID> facebook(String token) {
                    throw ApiException.unauthenticated("Facebook does not know this token");
                }

                @Override
                public Set<UUID> steam(String ticket) {
                    throw new ApiException(
                            io.kaosnet.core.api.Code.FAILED_PRECONDITION,
                            "Steam is not set up on this server");
                }
            };
}
