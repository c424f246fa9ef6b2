package io.kaosnet.core.wallet;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Arguments;
import java.util.Map;
import java.util.UUID;

/// What is to be added to one user's balances. Immutable.
///
/// @param changes by currency; negative to take away
/// @param metadata a JSON object for the ledger
public record WalletChange(UUID userId, Map<String, Long> changes, String metadata) {
    public WalletChange {
        changes = Map.copyOf(changes);
        if (!Arguments.isJsonObject(metadata)) {
            throw ApiException.invalidArgument("metadata: not a JSON object");
        }
    }
}
