package io.kaosnet.core.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.BoolValue;
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
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
        world.clock.passMs(1_001);
        assertThat(world.refusal("AuthenticateEmail", KEY, wrong)).isEqualTo(Code.UNAUTHENTICATED);
        world.clock.passMs(1_001);
        assertThat(world.refusal("AuthenticateEmail", KEY, right))
                .isEqualTo(Code.RESOURCE_EXHAUSTED);
        world.clock.passMs(1_001);
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
}
