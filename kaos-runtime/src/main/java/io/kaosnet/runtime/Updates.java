package io.kaosnet.runtime;

import io.kaosnet.protocol.api.StorageObjectAck;
import io.kaosnet.protocol.api.UpdateAccountRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Changes of accounts, objects and balances that are made all or none. Immutable.
///
/// @param updatesLedger whether each change of a balance leaves a line in the ledger
public record Updates(
        List<AccountChange> accounts,
        List<Storage.Write> writes,
        List<Storage.Id> deletes,
        List<Wallets.Change> wallets,
        boolean updatesLedger) {

    /// @param changes what is set in it changes
    /// @param metadata a JSON object; null to keep what is there
    public record AccountChange(
            String userId, UpdateAccountRequest changes, @Nullable String metadata) {}

    /// One acknowledgement for each write, one result for each wallet.
    public record Result(List<StorageObjectAck> acks, List<Wallets.Result> wallets) {}
}
