package io.kaosnet.core.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.StringValue;
import io.kaosnet.core.account.Accounts;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.auth.Auth;
import io.kaosnet.core.auth.AuthApi;
import io.kaosnet.core.auth.Revocations;
import io.kaosnet.core.auth.TokenConfig;
import io.kaosnet.core.auth.Tokens;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.OnEveryDatabase;
import io.kaosnet.core.storage.Storage;
import io.kaosnet.core.wallet.Wallets;
import io.kaosnet.protocol.api.AccountDevice;
import io.kaosnet.protocol.api.AccountSteam;
import io.kaosnet.protocol.api.AuthenticateCustomRequest;
import io.kaosnet.protocol.api.AuthenticateSteamRequest;
import io.kaosnet.protocol.api.LinkSteamRequest;
import io.kaosnet.protocol.api.Service;
import io.kaosnet.protocol.api.UpdateAccountRequest;
import io.kaosnet.runtime.Logins.Login;
import io.kaosnet.runtime.RuntimeError;
import io.kaosnet.runtime.Storage.Write;
import io.kaosnet.runtime.Updates;
import io.kaosnet.runtime.Wallets.Change;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

final class PlayerDoorsTest {
    private static final int UNIMPLEMENTED = 12;

    private static PlayerDoors doors(Database database) {
        Clock clock = Clock.SYSTEM;
        var config = new TokenConfig("key-of-sessions", "key-of-refreshes", 60, 60, false);
        var revocations = new Revocations(database, clock);
        var tokens = new Tokens(config, revocations, clock);
        var accounts = new Accounts(database, _ -> false, clock);
        var endpoints = Endpoints.builder(Service.getDescriptor().findServiceByName("Nakama"));
        new AuthApi(new Auth(config, database, tokens, revocations, accounts, clock), clock)
                .bind(endpoints);
        Endpoints table = endpoints.build();
        return new PlayerDoors(
                database,
                accounts,
                new Storage(database, clock),
                new Wallets(database, clock),
                () -> table,
                tokens);
    }

    private static Login login(PlayerDoors doors, String id) {
        var request = AuthenticateCustomRequest.newBuilder().setUsername("name-of-" + id);
        request.getAccountBuilder().setId("custom-" + id);
        return doors.loginDoor.authenticate(request.build());
    }

    private static void refused(int code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RuntimeError.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @OnEveryDatabase
    void loginsLinksAndTokens(Database database) {
        PlayerDoors doors = doors(database);
        Login ann = login(doors, "ann");
        assertThat(ann.created()).isTrue();
        assertThat(login(doors, "ann")).isEqualTo(new Login(ann.userId(), "name-of-ann", false));
        var device = AccountDevice.newBuilder().setId("device-of-ann").build();
        doors.loginDoor.link(ann.userId(), device);
        assertThat(doors.accountDoor.get(ann.userId()).getDevicesCount()).isEqualTo(1);
        doors.loginDoor.unlink(ann.userId(), device);
        assertThat(doors.accountDoor.get(ann.userId()).getDevicesCount()).isZero();
        var token = doors.loginDoor.token(ann.userId(), ann.username(), Map.of("a", "b"));
        doors.loginDoor.logout(ann.userId(), token.session(), token.refresh());
        refused(RuntimeError.INVALID_ARGUMENT, () -> doors.loginDoor.authenticate(device));
        refused(
                UNIMPLEMENTED,
                () -> doors.loginDoor.authenticate(AuthenticateSteamRequest.getDefaultInstance()));
        refused(
                UNIMPLEMENTED,
                () -> doors.loginDoor.link(ann.userId(), LinkSteamRequest.getDefaultInstance()));
        refused(
                RuntimeError.INVALID_ARGUMENT,
                () -> doors.loginDoor.link(ann.userId(), AccountSteam.getDefaultInstance()));
    }

    @OnEveryDatabase
    void accountsAreFoundChangedBannedAndDeleted(Database database) {
        PlayerDoors doors = doors(database);
        String ann = login(doors, "ann").userId();
        String bob = login(doors, "bob").userId();
        doors.accountDoor.setMetadata(ann, "{\"rank\":1}");
        doors.accountDoor.update(
                ann,
                UpdateAccountRequest.newBuilder().setDisplayName(StringValue.of("Ann")).build());
        assertThat(doors.accountDoor.users(List.of(ann)).getFirst().getDisplayName())
                .isEqualTo("Ann");
        assertThat(doors.accountDoor.usersByName(List.of("name-of-bob", "nobody"))).hasSize(1);
        assertThat(doors.accountDoor.byIds(List.of(ann, bob))).hasSize(2);
        assertThat(doors.accountDoor.random(1)).hasSize(1);
        assertThat(doors.accountDoor.random(10)).hasSize(2);
        doors.accountDoor.ban(List.of(bob));
        refused(7, () -> login(doors, "bob"));
        doors.accountDoor.unban(List.of(bob));
        assertThat(login(doors, "bob").userId()).isEqualTo(bob);
        doors.accountDoor.delete(bob);
        refused(RuntimeError.NOT_FOUND, () -> doors.accountDoor.get(bob));
        refused(RuntimeError.INVALID_ARGUMENT, () -> doors.accountDoor.get("bob"));
    }

    @OnEveryDatabase
    void objectsAreWrittenReadListedAndDeleted(Database database) {
        PlayerDoors doors = doors(database);
        String ann = login(doors, "ann").userId();
        var storage = doors.storageDoor;
        String version =
                storage.write(List.of(new Write("c", "k", ann, "{\"n\":1}")))
                        .getFirst()
                        .getVersion();
        storage.write(List.of(new Write("c", "server", "", "{}")));
        assertThat(
                        storage.read(List.of(new io.kaosnet.runtime.Storage.Id("c", "k", ann)))
                                .getFirst()
                                .getVersion())
                .isEqualTo(version);
        assertThat(storage.list("c", ann, 10, "").getObjectsCount()).isEqualTo(1);
        refused(
                RuntimeError.INVALID_ARGUMENT,
                () -> storage.write(List.of(new Write("c", "k", ann, "{}", "*", 1, 1))));
        refused(RuntimeError.INVALID_ARGUMENT, () -> storage.list("c", ann, 101, ""));
        storage.delete(List.of(new io.kaosnet.runtime.Storage.Id("c", "k", ann, version)));
        assertThat(storage.read(List.of(new io.kaosnet.runtime.Storage.Id("c", "k", ann))))
                .isEmpty();
    }

    @OnEveryDatabase
    void updatesAreMadeAllOrNone(Database database) {
        PlayerDoors doors = doors(database);
        String ann = login(doors, "ann").userId();
        var none = UpdateAccountRequest.getDefaultInstance();
        Updates.Result done =
                doors.update(
                        new Updates(
                                List.of(new Updates.AccountChange(ann, none, "{\"rank\":1}")),
                                List.of(new Write("c", "k", ann, "{}")),
                                List.of(),
                                List.of(new Change(ann, Map.of("gems", 3L))),
                                true));
        assertThat(done.acks()).hasSize(1);
        assertThat(done.wallets().getFirst().updated()).containsEntry("gems", 3L);
        refused(
                RuntimeError.FAILED_PRECONDITION,
                () ->
                        doors.update(
                                new Updates(
                                        List.of(
                                                new Updates.AccountChange(
                                                        ann, none, "{\"rank\":2}")),
                                        List.of(),
                                        List.of(new io.kaosnet.runtime.Storage.Id("c", "k", ann)),
                                        List.of(new Change(ann, Map.of("gems", -4L))),
                                        true)));
        assertThat(doors.accountDoor.get(ann).getUser().getMetadata()).contains("1");
        assertThat(
                        doors.storageDoor.read(
                                List.of(new io.kaosnet.runtime.Storage.Id("c", "k", ann))))
                .hasSize(1);
        var page = doors.walletDoor.ledger(ann, 10, "");
        assertThat(page.items()).hasSize(1);
        doors.walletDoor.updateLedger(page.items().getFirst().id(), "{\"why\":\"gift\"}");
        assertThat(doors.walletDoor.ledger(ann, 10, "").items().getFirst().metadata())
                .contains("gift");
        assertThat(doors.walletDoor.update(List.of(new Change(ann, Map.of("gems", -3L))), false))
                .hasSize(1);
    }
}
