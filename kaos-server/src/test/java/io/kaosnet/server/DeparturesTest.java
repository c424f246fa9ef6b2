package io.kaosnet.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.core.account.Accounts;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.DatabaseConfig;
import io.kaosnet.core.db.DatabaseObserver;
import io.kaosnet.core.job.Jobs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeparturesTest implements Clock {
    private static final UUID USER = new UUID(7, 1);

    @TempDir Path directory;

    private final List<String> deleted = new ArrayList<>();
    private long sec = 1_700_000_000L;
    private Database database;
    private Accounts accounts;
    private Jobs jobs;

    @BeforeEach
    void open() {
        database = Database.open(DatabaseConfig.of("", directory), DatabaseObserver.NONE);
        start();
        addUser();
    }

    /// A server, as far as it is needed here; another one on the same database is a restart.
    private void start() {
        accounts = new Accounts(database, _ -> false, this);
        jobs = new Jobs(database, 8, Runnable::run, this);
        var departures = new Departures(accounts, jobs, this);
        departures.onGone(_ -> deleted.add("scores"));
        departures.onLeftover(_ -> deleted.add("objects"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Override
    public long nowNs() {
        return sec * 1_000_000_000L;
    }

    @Override
    public long nowMs() {
        return sec * 1000;
    }

    private void addUser() {
        database.write(
                tx ->
                        tx.sql(
                                        "INSERT INTO users (id, username, create_time, update_time)"
                                                + " VALUES (?, 'ann', 1, 1)")
                                .bind(USER)
                                .update());
    }

    @Test
    void whatWasWrittenAfterTheDeletionGoesAMinuteLaterAlsoAfterARestart() {
        accounts.delete(USER);
        assertThat(deleted).containsExactly("scores");
        sec += 59;
        assertThat(jobs.runDue()).isZero();
        start();
        sec += 1;
        assertThat(jobs.runDue()).isEqualTo(1);
        assertThat(deleted).containsExactly("scores", "objects", "scores");
        sec += 3600;
        assertThat(jobs.runDue()).isZero();
    }

    @Test
    void anAccountThatIsBackKeepsWhatItHas() {
        accounts.delete(USER);
        addUser();
        sec += 60;
        assertThat(jobs.runDue()).isEqualTo(1);
        assertThat(deleted).containsExactly("scores");
    }
}
