package io.kaosnet.core.auth;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Tokens whose signature has been found genuine of late, so that a player who calls again and
/// again
/// has it reckoned out once. When a token ends and whether it is revoked is asked each time. Safe
/// from any thread.
///
/// A slot holds the last token of its hash; a token takes about a kilobyte.
final class VerifiedTokens {
    /// A power of two.
    private static final int SLOTS = 2048;

    private final AtomicReferenceArray<@Nullable Verified> slots =
            new AtomicReferenceArray<>(SLOTS);

    private record Verified(String token, Claims claims) {}

    /// The claims of this very token, if it is among them.
    @Nullable Claims find(String token) {
        Verified kept = slots.get(slot(token));
        return kept != null && kept.token().equals(token) ? kept.claims() : null;
    }

    /// @param claims of the token, whose signature is genuine
    void add(String token, Claims claims) {
        slots.set(slot(token), new Verified(token, claims));
    }

    private static int slot(String token) {
        int hash = token.hashCode();
        return (hash ^ hash >>> 16) & SLOTS - 1;
    }
}
