package io.kaosnet.core.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.BoolValue;
import com.google.protobuf.Empty;
import io.kaosnet.core.account.Accounts;
import io.kaosnet.core.api.Caller;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.api.Origin;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.OnEveryDatabase;
import io.kaosnet.core.db.Row;
import io.kaosnet.protocol.api.Account;
import io.kaosnet.protocol.api.AccountCustom;
import io.kaosnet.protocol.api.AccountDevice;
import io.kaosnet.protocol.api.AccountEmail;
import io.kaosnet.protocol.api.AuthenticateCustomRequest;
import io.kaosnet.protocol.api.AuthenticateDeviceRequest;
import io.kaosnet.protocol.api.AuthenticateEmailRequest;
import io.kaosnet.protocol.api.Session;
import io.kaosnet.protocol.api.SessionLogoutRequest;
import io.kaosnet.protocol.api.SessionRefreshRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

final class AuthTest {
    private static final String DEVICE = "device-0123456789";
    private static final Caller KEY = new Caller(null, Origin.of("10.0.0.9", 1));

    private static AuthenticateDeviceRequest.Builder deviceRequest(String id) {
        return AuthenticateDeviceRequest.newBuilder()
                .setAccount(AccountDevice.newBuilder().setId(id));
    }

    private static AuthenticateEmailRequest.Builder emailRequest(String email, String password) {
        return AuthenticateEmailRequest.newBuilder()
                .setAccount(AccountEmail.newBuilder().setEmail(email).setPassword(password));
    }

    private static AuthenticateCustomRequest customRequest(String id) {
        return AuthenticateCustomRequest.newBuilder()
                .setAccount(AccountCustom.newBuilder().setId(id))
                .build();
    }

    @OnEveryDatabase
    void deviceIsCreatedOnceAndFoundAgain(Database database) {
        AuthWorld world = new AuthWorld(database);
        Session first = world.device(DEVICE, "ann");
        Session second = world.device(DEVICE, "ignored for a known device");
        assertThat(first.getCreated()).isTrue();
        assertThat(second.getCreated()).isFalse();
        assertThat(world.userId(second)).isEqualTo(world.userId(first));
        Account account = world.account(second);
        assertThat(account.getUser().getUsername()).isEqualTo("ann");
        assertThat(account.getUser().getLangTag()).isEqualTo("en");
        assertThat(account.getUser().getMetadata()).isEqualTo("{}");
        assertThat(account.getWallet()).isEqualTo("{}");
        assertThat(account.getDevicesList())
                .extracting(AccountDevice::getId)
                .containsExactly(DEVICE);
        assertThat(account.getUser().getCreateTime().getSeconds())
                .isEqualTo(world.clock.nowMs() / 1000);
    }

    @OnEveryDatabase
    void nameIsTenLettersUnlessGiven(Database database) {
        AuthWorld world = new AuthWorld(database);
        assertThat(world.account(world.device(DEVICE)).getUser().getUsername())
                .matches("[a-zA-Z]{10}");
        assertThat(world.account(world.device("device-spaces", "a name")).getUser().getUsername())
                .isEqualTo("a name");
        assertThat(world.refusal("AuthenticateDevice", KEY, named("tab\tname")))
                .isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(world.refusal("AuthenticateDevice", KEY, named("é".repeat(65))))
                .isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(world.refusal("AuthenticateDevice", KEY, named("a name")))
                .isEqualTo(Code.ALREADY_EXISTS);
    }

    private static AuthenticateDeviceRequest named(String username) {
        return deviceRequest("device-another").setUsername(username).build();
    }

    @OnEveryDatabase
    void identifiersOutsideTheLimitsAreRefused(Database database) {
        AuthWorld world = new AuthWorld(database);
        for (String id : new String[] {"", "123456789", "x".repeat(129), "white space id"}) {
            assertThat(world.refusal("AuthenticateDevice", KEY, deviceRequest(id).build()))
                    .isEqualTo(Code.INVALID_ARGUMENT);
        }
        for (String id : new String[] {"", "12345", "x".repeat(129), "tab\tcustom"}) {
            assertThat(world.refusal("AuthenticateCustom", KEY, customRequest(id)))
                    .isEqualTo(Code.INVALID_ARGUMENT);
        }
        for (String email :
                new String[] {"a@b.c", "no-at-sign.example", "ann@nodotcom", "ann @example.com"}) {
            assertThat(
                            world.refusal(
                                    "AuthenticateEmail",
                                    KEY,
                                    emailRequest(email, "password").build()))
                    .isEqualTo(Code.INVALID_ARGUMENT);
        }
        for (String password : new String[] {"", "1234567", "x".repeat(1025)}) {
            assertThat(
                            world.refusal(
                                    "AuthenticateEmail",
                                    KEY,
                                    emailRequest("ann@example.com", password).build()))
                    .isEqualTo(Code.INVALID_ARGUMENT);
        }
        // The longest that pass.
        assertThat(world.device("d".repeat(128)).getCreated()).isTrue();
    }

    @OnEveryDatabase
    void unknownIdentifierWithoutCreateIsNotFound(Database database) {
        AuthWorld world = new AuthWorld(database);
        assertThat(
                        world.refusal(
                                "AuthenticateDevice",
                                KEY,
                                deviceRequest(DEVICE).setCreate(BoolValue.of(false)).build()))
                .isEqualTo(Code.NOT_FOUND);
        assertThat(
                        world.refusal(
                                "AuthenticateEmail",
                                KEY,
                                emailRequest("ann@example.com", "password")
                                        .setCreate(BoolValue.of(false))
                                        .build()))
                .isEqualTo(Code.NOT_FOUND);
    }

    @OnEveryDatabase
    void emailIsLowerCasedAndItsPasswordChecked(Database database) {
        AuthWorld world = new AuthWorld(database);
        Session created =
                world.call(
                        "AuthenticateEmail",
                        KEY,
                        emailRequest("Ann@Example.COM", "correct horse")
                                .setUsername("ann")
                                .build());
        assertThat(created.getCreated()).isTrue();
        assertThat(world.account(created).getEmail()).isEqualTo("ann@example.com");
        Session again =
                world.call(
                        "AuthenticateEmail",
                        KEY,
                        emailRequest("ann@example.com", "correct horse").build());
        assertThat(world.userId(again)).isEqualTo(world.userId(created));
        Session byName =
                world.call(
                        "AuthenticateEmail",
                        KEY,
                        emailRequest("", "correct horse").setUsername("ann").build());
        assertThat(world.userId(byName)).isEqualTo(world.userId(created));
        assertThat(
                        world.refusal(
                                "AuthenticateEmail",
                                KEY,
                                emailRequest("ann@example.com", "wrong horse").build()))
                .isEqualTo(Code.UNAUTHENTICATED);
        assertThat(
                        world.refusal(
                                "AuthenticateEmail",
                                KEY,
                                emailRequest("", "correct horse").build()))
                .isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(
                        world.refusal(
                                "AuthenticateEmail",
                                KEY,
                                emailRequest("", "correct horse").setUsername("bob").build()))
                .isEqualTo(Code.NOT_FOUND);
        world.device(DEVICE, "no-password");
        assertThat(
                        world.refusal(
                                "AuthenticateEmail",
                                KEY,
                                emailRequest("", "correct horse")
                                        .setUsername("no-password")
                                        .build()))
                .isEqualTo(Code.UNAUTHENTICATED);
    }

    @OnEveryDatabase
    void bcryptHashOfAnImportedAccountVerifiesAndIsReplaced(Database database) {
        AuthWorld world = new AuthWorld(database);
        Session session = world.device(DEVICE, "ann");
        String bcrypt = OpenBSDBCrypt.generate("correct horse".toCharArray(), new byte[16], 4);
        database.write(
                tx ->
                        tx.sql("UPDATE users SET password = ?, email = ? WHERE id = ?")
                                .bind(bcrypt.getBytes(StandardCharsets.UTF_8))
                                .bind("ann@example.com")
                                .bind(world.userId(session))
                                .update());
        assertThat(
                        world.refusal(
                                "AuthenticateEmail",
                                KEY,
                                emailRequest("ann@example.com", "wrong horse").build()))
                .isEqualTo(Code.UNAUTHENTICATED);
        assertThat(
                        world.refusal(
                                "AuthenticateEmail",
                                KEY,
                                emailRequest("ann@example.com", "x".repeat(200)).build()))
                .isEqualTo(Code.UNAUTHENTICATED);
        for (int i = 0; i < 2; i++) {
            Session logged =
                    world.call(
                            "AuthenticateEmail",
                            KEY,
                            emailRequest("ann@example.com", "correct horse").build());
            assertThat(world.userId(logged)).isEqualTo(world.userId(session));
        }
        assertThat(
                        database.<List<String>>read(
                                tx ->
                                        tx.sql("SELECT password FROM users WHERE id = ?")
                                                .bind(world.userId(session))
                                                .list(AuthTest::password)))
                .singleElement()
                .asString()
                .startsWith("$argon2id$");
    }

    private static String password(Row row) {
        byte[] kept = row.bytesOrNull(1);
        return kept == null ? "" : new String(kept, StandardCharsets.UTF_8);
    }

    @OnEveryDatabase
    void failedLoginsLockTheAccountForAWhile(Database database) {
        AuthWorld world = new AuthWorld(database);
        world.call(
                "AuthenticateEmail", KEY, emailRequest("ann@example.com", "correct horse").build());
        AuthenticateEmailRequest wrong = emailRequest("ann@example.com", "wrong horse").build();
        for (int i = 0; i < Lockouts.FREE_PER_ACCOUNT; i++) {
            assertThat(world.refusal("AuthenticateEmail", KEY, wrong))
                    .isEqualTo(Code.UNAUTHENTICATED);
        }
        AuthenticateEmailRequest right = emailRequest("ann@example.com", "correct horse").build();
        assertThat(world.refusal("AuthenticateEmail", KEY, right))
                .isEqualTo(Code.RESOURCE_EXHAUSTED);
        world.clock.ms += 1_001;
        assertThat(world.refusal("AuthenticateEmail", KEY, wrong)).isEqualTo(Code.UNAUTHENTICATED);
        world.clock.ms += 1_001;
        assertThat(world.refusal("AuthenticateEmail", KEY, right))
                .isEqualTo(Code.RESOURCE_EXHAUSTED);
        world.clock.ms += 1_001;
        Session session = world.call("AuthenticateEmail", KEY, right);
        assertThat(session.getCreated()).isFalse();
    }

    @OnEveryDatabase
    void rivalsForOneDeviceMakeOneAccount(Database database) throws Exception {
        AuthWorld world = new AuthWorld(database);
        Set<String> users = new HashSet<>();
        int created = 0;
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls =
                    IntStream.range(0, 40)
                            .mapToObj(i -> (Callable<Session>) () -> world.device(DEVICE, "ann"))
                            .toList();
            for (var outcome : executor.invokeAll(calls)) {
                Session session = outcome.get();
                users.add(world.userId(session).toString());
                created += session.getCreated() ? 1 : 0;
            }
        }
        assertThat(users).hasSize(1);
        assertThat(created).isEqualTo(1);
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
        world.clock.ms += 30_000;
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
        world.clock.ms += 3_600_000;
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
        world.clock.ms += 3_700_000;
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
        world.clock.ms += 3_601_000;
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
            world.clock.ms += 1000;
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
    void linkedIdentifiersLogInToTheSameAccount(Database database) {
        AuthWorld world = new AuthWorld(database);
        Session session = world.device(DEVICE);
        Caller caller = world.as(session);
        AccountDevice second = AccountDevice.newBuilder().setId("device-second").build();
        AccountCustom custom = AccountCustom.newBuilder().setId("custom-id").build();
        AccountEmail email =
                AccountEmail.newBuilder()
                        .setEmail("Ann@example.com")
                        .setPassword("correct horse")
                        .build();
        for (int i = 0; i < 2; i++) {
            // Again: linking one's own is no error.
            world.call("LinkDevice", caller, second);
            world.call("LinkCustom", caller, custom);
            world.call("LinkEmail", caller, email);
        }
        assertThat(world.userId(world.device("device-second"))).isEqualTo(caller.userId());
        assertThat(world.userId(world.call("AuthenticateCustom", KEY, customRequest("custom-id"))))
                .isEqualTo(caller.userId());
        assertThat(
                        world.userId(
                                world.call(
                                        "AuthenticateEmail",
                                        KEY,
                                        emailRequest("ann@example.com", "correct horse").build())))
                .isEqualTo(caller.userId());
        Caller stranger = world.as(world.device("device-stranger"));
        assertThat(world.refusal("LinkDevice", stranger, second)).isEqualTo(Code.ALREADY_EXISTS);
        assertThat(world.refusal("LinkCustom", stranger, custom)).isEqualTo(Code.ALREADY_EXISTS);
        assertThat(world.refusal("LinkEmail", stranger, email)).isEqualTo(Code.ALREADY_EXISTS);
        assertThat(world.refusal("LinkDevice", stranger, AccountDevice.getDefaultInstance()))
                .isEqualTo(Code.INVALID_ARGUMENT);
    }

    @OnEveryDatabase
    void lastIdentifierCannotBeUnlinked(Database database) {
        AuthWorld world = new AuthWorld(database);
        Session session = world.device(DEVICE);
        Caller caller = world.as(session);
        AccountDevice device = AccountDevice.newBuilder().setId(DEVICE).build();
        AccountCustom custom = AccountCustom.newBuilder().setId("custom-id").build();
        assertThat(world.refusal("UnlinkDevice", caller, device)).isEqualTo(Code.PERMISSION_DENIED);
        assertThat(world.refusal("UnlinkDevice", caller, AccountDevice.getDefaultInstance()))
                .isEqualTo(Code.INVALID_ARGUMENT);
        world.call("LinkCustom", caller, custom);
        assertThat(
                        world.refusal(
                                "UnlinkCustom",
                                caller,
                                AccountCustom.newBuilder().setId("another-id").build()))
                .isEqualTo(Code.PERMISSION_DENIED);
        // Nothing linked and nothing named: fine while something else remains.
        world.call("UnlinkEmail", caller, AccountEmail.getDefaultInstance());
        world.call("UnlinkDevice", caller, device);
        assertThat(world.account(session).getDevicesList()).isEmpty();
        assertThat(world.account(session).getCustomId()).isEqualTo("custom-id");
        assertThat(world.refusal("UnlinkCustom", caller, custom)).isEqualTo(Code.PERMISSION_DENIED);
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
