package io.kaosnet.core.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.StringValue;
import io.kaosnet.core.api.Caller;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.OnEveryDatabase;
import io.kaosnet.protocol.api.GetUsersRequest;
import io.kaosnet.protocol.api.Session;
import io.kaosnet.protocol.api.UpdateAccountRequest;
import io.kaosnet.protocol.api.User;
import io.kaosnet.protocol.api.Users;

final class AccountsTest {
    private static StringValue text(String value) {
        return StringValue.of(value);
    }

    @OnEveryDatabase
    void updateChangesWhatIsSetAndKeepsTheRest(Database database) {
        AuthWorld world = new AuthWorld(database);
        Session session = world.device("device-0123456789", "ann");
        Caller caller = world.as(session);
        world.call(
                "UpdateAccount",
                caller,
                UpdateAccountRequest.newBuilder()
                        .setDisplayName(text("Ann \u00e9\ud83d\ude00"))
                        .setLocation(text("Graz"))
                        .setTimezone(text("CET"))
                        .setLangTag(text("de"))
                        .setAvatarUrl(text("https://example.com/a.png"))
                        .build());
        world.call(
                "UpdateAccount",
                caller,
                UpdateAccountRequest.newBuilder()
                        .setUsername(text("anna"))
                        .setLocation(text(""))
                        .build());
        User user = world.account(session).getUser();
        assertThat(user.getUsername()).isEqualTo("anna");
        assertThat(user.getDisplayName()).isEqualTo("Ann \u00e9\ud83d\ude00");
        assertThat(user.getLocation()).isEmpty();
        assertThat(user.getTimezone()).isEqualTo("CET");
        assertThat(user.getLangTag()).isEqualTo("de");
        assertThat(user.getAvatarUrl()).isEqualTo("https://example.com/a.png");
    }

    @OnEveryDatabase
    void updatesThatAreWrongAreTheCallersMistake(Database database) {
        AuthWorld world = new AuthWorld(database);
        world.device("device-of-another", "taken");
        Caller caller = world.as(world.device("device-0123456789", "ann"));
        UpdateAccountRequest.Builder request = UpdateAccountRequest.newBuilder();
        for (UpdateAccountRequest wrong :
                new UpdateAccountRequest[] {
                    request.build(),
                    request.clone().setUsername(text("")).build(),
                    request.clone().setUsername(text("x".repeat(129))).build(),
                    request.clone().setUsername(text("line\nbreak")).build(),
                    request.clone().setUsername(text("taken")).build(),
                    request.clone().setDisplayName(text("x".repeat(256))).build(),
                    request.clone().setLocation(text("x".repeat(256))).build(),
                    request.clone().setTimezone(text("x".repeat(256))).build(),
                    request.clone().setAvatarUrl(text("x".repeat(513))).build(),
                    request.clone().setLangTag(text("x".repeat(19))).build(),
                    request.clone().setDisplayName(text("nul\0")).build()
                }) {
            assertThat(world.refusal("UpdateAccount", caller, wrong))
                    .isEqualTo(Code.INVALID_ARGUMENT);
        }
        // The longest that fit.
        world.call(
                "UpdateAccount",
                caller,
                request.setDisplayName(text("\ud83d\ude00".repeat(255)))
                        .setAvatarUrl(text("x".repeat(512)))
                        .build());
    }

    @OnEveryDatabase
    void usersAreFoundByEachKeyOnceAndWithoutPrivateFields(Database database) {
        AuthWorld world = new AuthWorld(database);
        Session ann = world.device("device-0123456789", "ann");
        Session bob = world.device("device-of-bob", "bob");
        database.write(
                tx ->
                        tx.sql("UPDATE users SET facebook_id = ? WHERE id = ?")
                                .bind("fb-1")
                                .bind(world.userId(bob))
                                .update());
        Caller caller = world.as(ann);
        Users users =
                world.call(
                        "GetUsers",
                        caller,
                        GetUsersRequest.newBuilder()
                                .addIds(world.userId(ann).toString())
                                .addIds("00000000-0000-0000-0000-000000000000")
                                .addIds("11111111-1111-4111-8111-111111111111")
                                .addUsernames("ann")
                                .addUsernames("nobody")
                                .addFacebookIds("fb-1")
                                .build());
        assertThat(users.getUsersList())
                .extracting(User::getUsername)
                .containsExactlyInAnyOrder("ann", "bob");
        Users none = world.call("GetUsers", caller, GetUsersRequest.getDefaultInstance());
        assertThat(none.getUsersList()).isEmpty();
        for (String id : new String[] {"nonsense", "", "1-1-1-1-1"}) {
            assertThat(
                            world.refusal(
                                    "GetUsers",
                                    caller,
                                    GetUsersRequest.newBuilder().addIds(id).build()))
                    .isEqualTo(Code.INVALID_ARGUMENT);
        }
    }
}
