package io.kaosnet.core.bracket;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.kaosnet.core.db.OnEveryDatabase;
import io.kaosnet.core.job.Jobs;
import io.kaosnet.protocol.api.Service;
import io.kaosnet.protocol.kaosnet.Bracket;
import io.kaosnet.protocol.kaosnet.BracketMatch;
import io.kaosnet.protocol.kaosnet.BracketMatchRequest;
import io.kaosnet.protocol.kaosnet.BracketRequest;
import io.kaosnet.protocol.kaosnet.ReportBracketMatchRequest;
import io.kaosnet.protocol.rest.Routes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

final class BracketsTest {
    /// Brackets on a database, with time that the test moves.
    private static final class World implements Brackets.Listener {
        final HandClock clock = new HandClock();
        final Jobs jobs;
        final Brackets brackets;
        final Endpoints endpoints;
        final List<String> told = new ArrayList<>();

        World(Database database) {
            jobs = new Jobs(database, 8, Runnable::run, clock);
            brackets = new Brackets(database, jobs, clock);
            brackets.listen(this);
            var builder = Endpoints.builder(Service.getDescriptor().findServiceByName("Nakama"));
            new BracketApi(brackets).bind(builder, Routes.builder());
            endpoints = builder.build();
        }

        @Override
        public void onReady(Bracket bracket, BracketMatch match) {
            told.add("ready " + match.getId());
        }

        @Override
        public void onDone(Bracket bracket, BracketMatch match) {
            told.add("done " + match.getId());
        }

        @Override
        public void onDispute(Bracket bracket, BracketMatch match) {
            told.add("dispute " + match.getId());
        }

        @Override
        public void onEnd(Bracket bracket) {
            told.add("end");
        }

        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
        <R extends Message> R call(int user, String name, Message request) {
            var identity = new Identity(id(user), "u" + user, Map.of(), "t", 0, Long.MAX_VALUE);
            var endpoint = (Endpoint<Message, R>) endpoints.find(name);
            assertThat(endpoint).isNotNull();
            return endpoint.handler().handle(new Caller(identity, Origin.SERVER), request);
        }

        void join(int user) {
            call(user, "JoinBracket", BracketRequest.newBuilder().setBracketId("b").build());
        }

        Bracket report(int user, int match, int home, int away) {
            return call(
                    user,
                    "ReportBracketMatch",
                    ReportBracketMatchRequest.newBuilder()
                            .setBracketId("b")
                            .setMatchId(match)
                            .setHomeGames(home)
                            .setAwayGames(away)
                            .build());
        }

        void present(int user, int match) {
            call(
                    user,
                    "PresentBracketMatch",
                    BracketMatchRequest.newBuilder().setBracketId("b").setMatchId(match).build());
        }

        void open(int players, int noShowSec) {
            brackets.create(
                    Bracket.newBuilder()
                            .setId("b")
                            .setBestOf(3)
                            .setMaxSize(4)
                            .setNoShowSec(noShowSec)
                            .build());
            for (int i = 1; i <= players; i++) {
                join(i);
            }
        }
    }

    private static UUID id(int user) {
        return new UUID(7, user);
    }

    private static void refused(Code code, ThrowingCallable call) {
        Assertions.assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @OnEveryDatabase
    void playersReportAndAgree(Database database) {
        var world = new World(database);
        world.open(4, 0);
        world.join(1);
        refused(Code.FAILED_PRECONDITION, () -> world.join(5));
        world.brackets.start("b");
        refused(Code.FAILED_PRECONDITION, () -> world.brackets.start("b"));
        // 1 against 4 and 3 against 2.
        refused(Code.PERMISSION_DENIED, () -> world.report(2, 1, 2, 0));
        refused(Code.INVALID_ARGUMENT, () -> world.report(1, 1, 1, 0));
        refused(Code.INVALID_ARGUMENT, () -> world.report(1, 1, 3, 0));
        refused(Code.NOT_FOUND, () -> world.report(1, 9, 2, 0));
        world.report(1, 1, 2, 1);
        world.report(4, 1, 2, 1);
        world.report(3, 2, 2, 0);
        world.report(2, 2, 0, 2);
        assertThat(world.told).containsExactly("ready 1", "ready 2", "done 1", "dispute 2");
        refused(Code.FAILED_PRECONDITION, () -> world.report(3, 2, 2, 0));
        world.brackets.decide("b", 2, 2, 0);
        Bracket last = world.report(3, 3, 0, 2);
        assertThat(last.getMatches(2).getState()).isEqualTo(BracketMatch.State.REPORTED);
        last = world.report(1, 3, 0, 2);
        assertThat(last.getState()).isEqualTo(Bracket.State.DONE);
        assertThat(last.getEntrants(0).getUsername()).isEqualTo("u3");
        assertThat(world.told).endsWith("done 2", "ready 3", "done 3", "end");
        assertThat(new World(database).brackets.get("b")).isEqualTo(last);
    }

    @OnEveryDatabase
    void whoDoesNotComeLosesAndSilenceAgrees(Database database) {
        var world = new World(database);
        world.open(4, 60);
        world.brackets.start("b");
        world.present(4, 1);
        world.report(2, 2, 0, 2);
        world.clock.passSec(59);
        world.jobs.runDue();
        assertThat(world.told).containsExactly("ready 1", "ready 2");
        world.clock.passSec(1);
        world.jobs.runDue();
        Bracket bracket = world.brackets.get("b");
        assertThat(bracket.getMatches(2).getHome()).isEqualTo(id(4).toString());
        assertThat(bracket.getMatches(2).getAway()).isEqualTo(id(2).toString());
        // Both are there and play on.
        world.present(4, 3);
        world.present(2, 3);
        world.clock.passSec(1000);
        world.jobs.runDue();
        assertThat(world.brackets.get("b").getState()).isEqualTo(Bracket.State.RUNNING);
        world.report(4, 3, 2, 0);
        world.clock.passSec(60);
        world.jobs.runDue();
        world.jobs.runDue();
        assertThat(world.told).endsWith("done 3", "end");
    }

    @OnEveryDatabase
    void mistakesAreTold(Database database) {
        var world = new World(database);
        refused(Code.NOT_FOUND, () -> world.join(1));
        world.open(1, 0);
        refused(Code.FAILED_PRECONDITION, () -> world.brackets.start("b"));
        refused(Code.ALREADY_EXISTS, () -> world.open(0, 0));
        for (var wrong :
                List.of(
                        Bracket.newBuilder(),
                        Bracket.newBuilder().setId("x").setBestOf(2),
                        Bracket.newBuilder().setId("x").setMaxSize(1),
                        Bracket.newBuilder().setId("x").setFormatValue(9),
                        Bracket.newBuilder().setId("x").setMetadata("[]"),
                        Bracket.newBuilder().setId("x").setNoShowSec(-1))) {
            refused(Code.INVALID_ARGUMENT, () -> world.brackets.create(wrong.build()));
        }
        world.call(1, "LeaveBracket", BracketRequest.newBuilder().setBracketId("b").build());
        assertThat(world.brackets.get("b").getEntrantsList()).isEmpty();
        world.brackets.delete("b");
        refused(Code.NOT_FOUND, () -> world.brackets.get("b"));
    }

    @OnEveryDatabase
    void bracketsAreListedInPages(Database database) {
        var world = new World(database);
        for (int i = 0; i < 5; i++) {
            world.brackets.create(Bracket.newBuilder().setId("b" + i).build());
        }
        var page = world.brackets.list(3, "");
        assertThat(page.getBracketsList()).extracting("id").containsExactly("b0", "b1", "b2");
        page = world.brackets.list(3, page.getCursor());
        assertThat(page.getBracketsList()).extracting("id").containsExactly("b3", "b4");
        assertThat(page.getCursor()).isEmpty();
        refused(Code.INVALID_ARGUMENT, () -> world.brackets.list(3, "???"));
    }

    @OnEveryDatabase
    void aUsersBracketsAreKnown(Database database) {
        var world = new World(database);
        for (String cup : List.of("first", "second", "third")) {
            world.brackets.create(Bracket.newBuilder().setId(cup).build());
            world.brackets.join(cup, id(1).toString().toUpperCase(Locale.ROOT), "u1", 0);
            world.brackets.join(cup, id(2).toString(), "u2", 0);
        }
        world.brackets.join("first", id(1).toString(), "u1", 0);
        world.brackets.leave("second", id(1).toString());
        world.brackets.start("third");
        world.brackets.leave("third", id(2).toString());
        assertThat(brackets(database, 1)).containsExactly("first", "third");
        assertThat(brackets(database, 2)).containsExactly("first", "second", "third");
        world.brackets.delete("first");
        assertThat(brackets(database, 1)).containsExactly("third");
        assertThat(brackets(database, 3)).isEmpty();
    }

    private static List<String> brackets(Database database, int user) {
        return database.read(
                tx -> Brackets.naming(tx, id(user)).stream().map(Bracket::getId).toList());
    }

    @OnEveryDatabase
    void whoHasNoAccountAnyMoreGivesUpAndLosesTheName(Database database) {
        var world = new World(database);
        world.open(2, 0);
        world.brackets.create(Bracket.newBuilder().setId("open").build());
        world.brackets.join("open", id(2).toString(), "u2", 0);
        world.brackets.create(Bracket.newBuilder().setId("other").build());
        world.brackets.start("b");
        world.brackets.forget(id(2));
        Bracket bracket = world.brackets.get("b");
        assertThat(bracket.getState()).isEqualTo(Bracket.State.DONE);
        assertThat(bracket.getEntrants(0).getUsername()).isEqualTo("u1");
        assertThat(bracket.getEntrants(1).getUsername()).isEmpty();
        assertThat(bracket.getEntrants(1).getPlace()).isEqualTo(2);
        assertThat(world.brackets.get("open").getEntrantsList()).isEmpty();
        world.brackets.forget(id(2));
        assertThat(world.brackets.get("b")).isEqualTo(bracket);
    }
}
