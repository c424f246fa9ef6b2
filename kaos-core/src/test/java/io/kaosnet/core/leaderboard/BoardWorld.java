package io.kaosnet.core.leaderboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Caller;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.api.Endpoint;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.api.Identity;
import io.kaosnet.core.api.Origin;
import io.kaosnet.core.clock.HandClock;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.DatabaseObserver;
import io.kaosnet.core.job.Jobs;
import io.kaosnet.protocol.api.LeaderboardRecord;
import io.kaosnet.protocol.api.LeaderboardRecordList;
import io.kaosnet.protocol.api.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// Leaderboards on a database, with time that the test moves, and the calls as the gateways make
/// them.
public final class BoardWorld {
    public final HandClock clock = new HandClock();
    public final Database database;
    public final Jobs jobs;
    public final Leaderboards leaderboards;
    public final Endpoints endpoints;
    public final List<String> resets = new ArrayList<>();

    BoardWorld(Database database) {
        this(database, (_, _) -> {});
    }

    public BoardWorld(Database database, BiConsumer<BoardWorld, Endpoints.Builder> more) {
        this.database = database;
        jobs = new Jobs(database, 8, Runnable::run, clock);
        leaderboards = new Leaderboards(database, jobs, List.of(), DatabaseObserver.NONE, clock);
        leaderboards.listen((board, resetSec) -> resets.add(board.id() + "@" + resetSec));
        var builder = Endpoints.builder(Service.getDescriptor().findServiceByName("Nakama"));
        new LeaderboardApi(leaderboards).bind(builder);
        more.accept(this, builder);
        endpoints = builder.build();
    }

    public static UUID user(int number) {
        return new UUID(7, number);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public <R extends Message> R call(UUID user, String name, Message request) {
        var identity = new Identity(user, "name", Map.of(), "t", 0, Long.MAX_VALUE);
        var endpoint = (Endpoint<Message, R>) endpoints.find(name);
        assertThat(endpoint).isNotNull();
        return endpoint.handler().handle(new Caller(identity, Origin.SERVER), request);
    }

    public static void refused(Code code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    Board board(String id, SortOrder order, Operator operator, String schedule, boolean hasRanks) {
        return leaderboards.create(id, false, order, operator, schedule, "", hasRanks);
    }

    LeaderboardRecord write(Board board, int user, long score, long subscore) {
        return leaderboards.write(board, user(user), "u" + user, score, subscore, "", null);
    }

    /// Owners and ranks of a list, like `3:1 7:2`.
    public static String text(List<LeaderboardRecord> records) {
        StringBuilder text = new StringBuilder();
        for (LeaderboardRecord record : records) {
            text.append(text.isEmpty() ? "" : " ")
                    .append(UUID.fromString(record.getOwnerId()).getLeastSignificantBits())
                    .append(':')
                    .append(record.getRank());
        }
        return text.toString();
    }

    static String text(LeaderboardRecordList list) {
        return text(list.getRecordsList());
    }
}
