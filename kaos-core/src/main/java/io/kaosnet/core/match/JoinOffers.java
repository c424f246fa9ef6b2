package io.kaosnet.core.match;

import io.kaosnet.core.session.Session;
import io.kaosnet.protocol.realtime.Envelope;
import org.jspecify.annotations.Nullable;

/// Faster ways into a match that a joining client can ask for, such as a connect token for
/// reliable UDP. Safe from any thread.
@FunctionalInterface
public interface JoinOffers {
    /// The metadata key by which a join asks for an offer; whatever its value.
    String METADATA_KEY = "rudp_token";

    /// Offers nothing.
    JoinOffers NONE = _ -> null;

    /// What the client is sent right before the answer to its join; null for nothing.
    @Nullable Envelope offer(Session session);
}
