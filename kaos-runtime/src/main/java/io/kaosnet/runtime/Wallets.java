package io.kaosnet.runtime;

import java.util.List;
import java.util.Map;

/// Balances and their ledger. Safe from any thread but a match's; blocks. All methods throw
/// [RuntimeError]: `INVALID_ARGUMENT` for what is malformed, `NOT_FOUND` for a user that is not
/// there, `FAILED_PRECONDITION` when a balance would fall below zero.
public interface Wallets {
    /// What is to be added to a user's balances.
    ///
    /// @param changes by currency; negative to take away
    /// @param metadata a JSON object for the ledger; empty for none
    record Change(String userId, Map<String, Long> changes, String metadata) {
        public Change(String userId, Map<String, Long> changes) {
            this(userId, changes, "");
        }
    }

    /// Balances before and after.
    record Result(String userId, Map<String, Long> previous, Map<String, Long> updated) {}

    /// A line of the ledger; times in seconds since 1970.
    record LedgerItem(
            String id,
            String userId,
            Map<String, Long> changes,
            String metadata,
            long createSec,
            long updateSec) {}

    /// @param cursor of the next page; empty at the end
    record LedgerPage(List<LedgerItem> items, String cursor) {}

    /// All or none.
    ///
    /// @param updatesLedger whether each change leaves a line in the ledger
    List<Result> update(List<Change> changes, boolean updatesLedger);

    /// A page, newest first.
    LedgerPage ledger(String userId, int limit, String cursor);

    /// Replaces what a line of the ledger says.
    void updateLedger(String itemId, String metadata);
}
