package io.kaosnet.server;

import io.kaosnet.core.account.Accounts;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.job.Jobs;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// Takes away what users of deleted accounts have outside of the transaction that deletes them: at
/// once, and again a minute later, by a job of that transaction. The second time meets what calls
/// that were under way have written since, and everything when the server ended in between. Safe
/// from any virtual thread.
final class Departures {
    private static final String JOB = "account_leftovers";

    /// Longer than any call takes.
    private static final int LATER_SEC = 60;

    private final Accounts accounts;
    private final List<Consumer<UUID>> gone = new CopyOnWriteArrayList<>();
    private final List<Consumer<UUID>> leftovers = new CopyOnWriteArrayList<>();

    Departures(Accounts accounts, Jobs jobs, Clock clock) {
        this.accounts = accounts;
        jobs.on(JOB, (user, _, _) -> deleteLeftovers(UUID.fromString(user)));
        accounts.beforeDelete(
                (_, user) -> jobs.schedule(JOB, user.toString(), clock.nowSec() + LATER_SEC));
        accounts.listen(
                (user, isDeleted) -> {
                    if (isDeleted) {
                        gone.forEach(deletion -> deletion.accept(user));
                    }
                });
    }

    /// Adds what is to be deleted both times.
    void onGone(Consumer<UUID> deletion) {
        gone.add(deletion);
    }

    /// Adds what the account's own transaction deletes, and a late call may have written again.
    void onLeftover(Consumer<UUID> deletion) {
        leftovers.add(deletion);
    }

    /// An account that an import has brought back keeps what it has.
    private long deleteLeftovers(UUID user) {
        if (accounts.find(user) == null) {
            leftovers.forEach(deletion -> deletion.accept(user));
            gone.forEach(deletion -> deletion.accept(user));
        }
        return 0;
    }
}
