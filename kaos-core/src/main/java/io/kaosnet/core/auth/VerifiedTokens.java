package io.kaosnet.core.auth;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Tokens whose signature has been found genuine of late, so that a player who calls again and
/// again has it reckoned out once. When a token ends and whether it is revoked is asked each time.
/// Safe from any thread.
///
/// Holds up to 8,192 tokens, four for each hash, of which a fifth one takes the place of the
/// oldest. With its claims a token takes about a kilobyte, and three at most: longer ones, of
/// players with many variables, are not kept.
final class VerifiedTokens {
    /// Powers of two.
    private static final int SETS = 2048;

    private static final int WAYS = 4;
    private static final int MAX_LENGTH = 1024;

    /// The tokens of a set, the newest first.
    private final AtomicReferenceArray<@Nullable Verified> slots =
            new AtomicReferenceArray<>(SETS * WAYS);

    private record Verified(String token, Claims claims) {}

    /// The claims of this very token, if it is among them.
    @Nullable Claims find(String token) {
        int first = first(token);
        for (int i = first; i < first + WAYS; i++) {
            Verified kept = slots.get(i);
            if (kept == null) {
                return null;
            }
            if (kept.token().equals(token)) {
                return kept.claims();
            }
        }
        return null;
    }

    /// @param claims of the token, whose signature is genuine
    void add(String token, Claims claims) {
        if (token.length() > MAX_LENGTH) {
            return;
        }
        int first = first(token);
        // Of two that add at once one may be lost, which costs another look at its signature.
        for (int i = first + WAYS - 1; i > first; i--) {
            slots.set(i, slots.get(i - 1));
        }
        slots.set(first, new Verified(token, claims));
    }

    private static int first(String token) {
        int hash = token.hashCode();
        return ((hash ^ hash >>> 16) & SETS - 1) * WAYS;
    }
}
