package io.kaosnet.core.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Empty;
import io.kaosnet.core.account.Accounts;
import io.kaosnet.core.api.Caller;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.api.Origin;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.OnEveryDatabase;
import io.kaosnet.protocol.api.AccountDevice;
import io.kaosnet.protocol.api.AuthenticateDeviceRequest;
import io.kaosnet.protocol.api.Session;
import io.kaosnet.protocol.api.SessionLogoutRequest;
import io.kaosnet.protocol.api.SessionRefreshRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// How sessions go on and end: refreshes, logouts, bans and deletions.
final class SessionsEndTest {
    private static final String DEVICE = "device-0123456789";
    private static final Caller KEY = new Caller(null, Origin.of("10.0.0.9", 1));

    private static AuthenticateDeviceRequest.Builder deviceRequest(String id) {
        return AuthenticateDeviceRequest.newBuilder()
                .setAccount(AccountDevice.newBuilder().setId(id));
    }

    @OnEveryDatabase
    void refreshKeepsTheTokenIdAndTheVariables(Database database) {
        AuthWorld world = new AuthWorld(database);
        Session first =
                world.call(
                        "AuthenticateDevice",
                        KEY,
                        AuthenticateDeviceRequest.newBuilder()
                                .setAccount(
                                        AccountDevice.newBuilder()
                                                .setId(DEVICE)
                                                .putVars("level", "3"))
                                .build());
        var before = world.tokens.verify(first.getToken());
        world.clock.passMs(30_000);
        Session second = world.call("SessionRefresh", KEY, refresh(first.getRefreshToken()));
        var after = world.tokens.verify(second.getToken());
        assertThat(after.tokenId()).isEqualTo(before.tokenId());
        assertThat(after.issuedAtSec()).isEqualTo(before.issuedAtSec());
        assertThat(after.expirySec()).isEqualTo(before.expirySec() + 30);
        assertThat(after.vars()).containsEntry("level", "3");
        Session third =
                world.call(
                        "SessionRefresh",
                        KEY,
                        SessionRefreshRequest.newBuilder()
                                .setToken(first.getRefreshToken())
                                .putVars("level", "4")
                                .build());
        assertThat(world.tokens.verify(third.getToken()).vars()).containsEntry("level", "4");
        assertThat(world.refusal("SessionRefresh", KEY, refresh("")))
                .isEqualTo(Code.INVALID_ARGUMENT);
        // A session token is no refresh token.
        assertThat(world.refusal("SessionRefresh", KEY, refresh(first.getToken())))
                .isEqualTo(Code.UNAUTHENTICATED);
        world.clock.passMs(3_600_000);
        assertThat(world.refusal("SessionRefresh", KEY, refresh(first.getRefreshToken())))
                .isEqualTo(Code.UNAUTHENTICATED);
    }

    private static SessionRefreshRequest refresh(String token) {
        return SessionRefreshRequest.newBuilder().setToken(token).build();
    }

    @OnEveryDatabase
    void logoutOfOneTokenSparesTheOthersAndSurvivesARestart(Database database) {
        AuthWorld world = new AuthWorld(database);
        Session one = world.device(DEVICE);
        Session other = world.device(DEVICE);
        world.call(
                "SessionLogout",
                world.as(one),
                SessionLogoutRequest.newBuilder()
                        .setToken(one.getToken())
                        .setRefreshToken(one.getRefreshToken())
                        .build());
        assertThat(world.revoked).hasSize(1);
        AuthWorld restarted = new AuthWorld(database);
        for (AuthWorld each : new AuthWorld[] {world, restarted}) {
            assertThat(each.tokens.session(one.getToken())).isNull();
            assertThat(each.tokens.refresh(one.getRefreshToken())).isNull();
            assertThat(each.tokens.session(other.getToken())).isNotNull();
        }
        assertThat(
                        world.refusal(
                                "SessionLogout",
                                world.as(other),
                                SessionLogoutRequest.newBuilder().setToken("nonsense").build()))
                .isEqualTo(Code.INVALID_ARGUMENT);
        Session stranger = world.device("device-stranger");
        assertThat(
                        world.refusal(
                                "SessionLogout",
                                world.as(stranger),
                                SessionLogoutRequest.newBuilder()
                                        .setToken(other.getToken())
                                        .build()))
                .isEqualTo(Code.INVALID_ARGUMENT);
    }

    @OnEveryDatabase
    void logoutWithoutTokensRevokesAllIssuedSoFarAndNoneLater(Database database) {
        AuthWorld world = new AuthWorld(database);
        Session one = world.device(DEVICE);
        Session other = world.device(DEVICE);
        world.call("SessionLogout", world.as(one), SessionLogoutRequest.getDefaultInstance());
        // Even one issued in the same instant is a later one.
        Session later = world.device(DEVICE);
        AuthWorld restarted = new AuthWorld(database);
        for (AuthWorld each : new AuthWorld[] {world, restarted}) {
            assertThat(each.tokens.session(one.getToken())).isNull();
            assertThat(each.tokens.session(other.getToken())).isNull();
            assertThat(each.tokens.session(later.getToken())).isNotNull();
        }
    }

    @OnEveryDatabase
    void revocationsAreForgottenOnceTheirTokensHaveEnded(Database database) {
        AuthWorld world = new AuthWorld(database);
        Session one = world.device(DEVICE);
        world.call("SessionLogout", world.as(one), SessionLogoutRequest.getDefaultInstance());
        Session two = world.device(DEVICE);
        world.call(
                "SessionLogout",
                world.as(two),
                SessionLogoutRequest.newBuilder().setToken(two.getToken()).build());
        assertThat(rows(database)).isEqualTo(2);
        world.clock.passMs(3_700_000);
        world.revocations.prune();
        assertThat(rows(database)).isZero();
        assertThat(world.tokens.session(two.getToken())).isNull();
    }

    private static long rows(Database database) {
        Long count =
                database.read(
                        tx ->
                                tx.sql(
                                                "SELECT (SELECT count(*) FROM revoked_token) +"
                                                        + " (SELECT count(*) FROM revoked_user)")
                                        .one(row -> row.integer(1)));
        return count == null ? -1 : count;
    }

    @OnEveryDatabase
    void singleSessionRevokesEarlierTokensAtEachLogin(Database database) {
        AuthWorld world =
                new AuthWorld(database, new TokenConfig("a-key", "b-key", 60, 3600, true));
        Session first = world.device(DEVICE);
        Session second = world.device(DEVICE);
        assertThat(world.tokens.session(first.getToken())).isNull();
        assertThat(world.tokens.session(second.getToken())).isNotNull();
        assertThat(world.revoked).hasSize(1);
    }

    @OnEveryDatabase
    void bannedUserCannotLogInNorRefreshUntilPardoned(Database database) {
        AuthWorld world = new AuthWorld(database);
        Session session = world.device(DEVICE);
        world.accounts.disable(world.userId(session));
        assertThat(world.tokens.session(session.getToken())).isNull();
        assertThat(world.refusal("AuthenticateDevice", KEY, deviceRequest(DEVICE).build()))
                .isEqualTo(Code.PERMISSION_DENIED);
        assertThat(world.refusal("SessionRefresh", KEY, refresh(session.getRefreshToken())))
                .isEqualTo(Code.PERMISSION_DENIED);
        var id =
                database.read(
                        tx ->
                                tx.sql("SELECT user_id FROM user_device WHERE id = ?")
                                        .bind(DEVICE)
                                        .one(row -> row.uuid(1)));
        assertThat(id).isNotNull();
        if (id != null) {
            world.accounts.enable(id);
        }
        assertThat(world.device(DEVICE).getCreated()).isFalse();
        assertThat(world.refusal("SessionRefresh", KEY, refresh(session.getRefreshToken())))
                .isEqualTo(Code.UNAUTHENTICATED);
    }

    @OnEveryDatabase
    void aBanWithAnEndTellsItsReasonAndEndsByItself(Database database) {
        AuthWorld world = new AuthWorld(database);
        Session session = world.device(DEVICE);
        UUID user = world.userId(session);
        long endSec = world.clock.nowSec() + 3600;
        world.accounts.ban(user, "cheated", endSec);
        assertThat(world.accounts.findBan(user)).isNotNull();
        assertThat(world.accounts.get(user).hasDisableTime()).isTrue();
        assertThatThrownBy(() -> world.device(DEVICE))
                .hasMessageContaining("cheated")
                .hasMessageContaining(Instant.ofEpochSecond(endSec).toString());
        world.clock.passMs(3_601_000);
        assertThat(world.accounts.findBan(user)).isNull();
        assertThat(world.device(DEVICE).getCreated()).isFalse();
        assertThat(world.accounts.get(user).hasDisableTime()).isFalse();
        assertThatThrownBy(() -> world.accounts.ban(user, "", endSec))
                .hasMessageContaining("is over");
        world.accounts.ban(user, "", 0);
        world.accounts.ban(user, "x".repeat(255), 0);
        assertThatThrownBy(() -> world.accounts.ban(user, "x".repeat(256), 0))
                .hasMessageContaining("255");
    }

    @OnEveryDatabase
    void deletionsAreRecordedUnlessTheyShallNotBe(Database database) {
        AuthWorld world = new AuthWorld(database);
        List<UUID> gone = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            gone.add(world.userId(world.device(DEVICE + i)));
            world.accounts.delete(gone.getLast());
            world.clock.passMs(1000);
        }
        world.accounts.delete(world.userId(world.device(DEVICE)), false);
        List<UUID> listed = new ArrayList<>();
        String cursor = "";
        do {
            Accounts.Deletions page = world.accounts.deletions(2, cursor);
            page.deleted().forEach(deleted -> listed.add(deleted.userId()));
            cursor = page.cursor();
        } while (!cursor.isEmpty());
        assertThat(listed).isEqualTo(gone);
    }

    @OnEveryDatabase
    void bansAndDeletionsThatFailRevokeNothing(Database database) {
        AuthWorld world = new AuthWorld(database);
        Session session = world.device(DEVICE);
        UUID userId = world.userId(session);
        world.accounts.beforeEnd(
                (_, _) -> {
                    throw new IllegalStateException("no end today");
                });
        assertThatThrownBy(() -> world.accounts.disable(userId)).hasMessage("no end today");
        assertThatThrownBy(() -> world.accounts.delete(userId)).hasMessage("no end today");
        assertThat(rows(database)).isZero();
        assertThat(world.account(session).getUser().getId()).isEqualTo(userId.toString());
        assertThat(world.device(DEVICE).getCreated()).isFalse();
    }

    @OnEveryDatabase
    void deletedAccountIsGoneWithItsTokensAndLeavesATombstone(Database database) {
        AuthWorld world = new AuthWorld(database);
        Session session = world.device(DEVICE, "ann");
        Caller caller = world.as(session);
        world.call("DeleteAccount", caller, Empty.getDefaultInstance());
        assertThat(world.tokens.session(session.getToken())).isNull();
        assertThat(world.refusal("GetAccount", caller, Empty.getDefaultInstance()))
                .isEqualTo(Code.NOT_FOUND);
        assertThat(world.refusal("SessionRefresh", KEY, refresh(session.getRefreshToken())))
                .isEqualTo(Code.NOT_FOUND);
        assertThat(world.revoked).containsExactly(caller.userId() + "/null");
        boolean hasTombstone =
                database.read(
                        tx ->
                                tx.sql("SELECT 1 FROM user_tombstone WHERE user_id = ?")
                                        .bind(caller.userId())
                                        .exists());
        assertThat(hasTombstone).isTrue();
        Session anew = world.device(DEVICE, "ann");
        assertThat(anew.getCreated()).isTrue();
        assertThat(world.userId(anew)).isNotEqualTo(caller.userId());
    }
}
