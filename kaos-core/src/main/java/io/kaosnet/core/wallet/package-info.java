/// Balances of users and the ledger of their changes. Tables: the column `wallet` of `users`,
/// `wallet_ledger`. Blocks; runs on virtual threads.
@NullMarked
package io.kaosnet.core.wallet;

import org.jspecify.annotations.NullMarked;
