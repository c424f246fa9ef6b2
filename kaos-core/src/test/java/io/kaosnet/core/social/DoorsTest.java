package io.kaosnet.core.social;

import static io.kaosnet.core.social.SocialWorld.ANN;
import static io.kaosnet.core.social.SocialWorld.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.OnEveryDatabase;
import io.kaosnet.protocol.api.ChannelMessage;
import io.kaosnet.protocol.api.Notification;
import io.kaosnet.runtime.Channels;
import io.kaosnet.runtime.Friends;
import io.kaosnet.runtime.Groups;
import io.kaosnet.runtime.Notifications;
import io.kaosnet.runtime.RuntimeError;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// The social features as game code calls them.
final class DoorsTest {
    private static final String ANNS = ANN.toString();
    private static final String BOBS = BOB.toString();

    private static void refused(int code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RuntimeError.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @OnEveryDatabase
    void gamesNotify(Database database) {
        Notifications door = new NotificationDoor(new SocialWorld(database).notifications);
        door.send(
                List.of(
                        new Notifications.Message(ANNS, "s", "{}", 7, true),
                        new Notifications.Message(BOBS, "s", "{}", 7, ANNS, true, 0)));
        door.sendToAll("all", "{}", 8, true);
        Notification first = door.list(ANNS, 10, "").getNotifications(0);
        assertThat(door.list(ANNS, 10, "").getNotificationsCount()).isEqualTo(2);
        assertThat(door.countUnread(ANNS)).isEqualTo(2);
        List<String> ids = List.of(first.getId());
        assertThat(door.setRead(ANNS, ids, true)).isEqualTo(1);
        door.update(List.of(new Notifications.Change(first.getId(), "new", null, null)));
        assertThat(door.byIds(ids, "").getFirst().getSubject()).isEqualTo("new");
        door.delete(ids, BOBS);
        assertThat(door.byIds(ids, ANNS)).hasSize(1);
        door.delete(ids, "");
        assertThat(door.byIds(ids, ANNS)).isEmpty();
        int bad = RuntimeError.INVALID_ARGUMENT;
        refused(bad, () -> door.sendToAll("s", "{}", 0, true));
        refused(bad, () -> door.list(ANNS, 0, ""));
        refused(bad, () -> door.countUnread("x"));
        refused(
                bad,
                () -> door.send(List.of(new Notifications.Message(ANNS, "s", "{}", -1, true))));
    }

    @OnEveryDatabase
    void gamesBefriend(Database database) {
        Friends door = new FriendDoor(new SocialWorld(database).friends);
        door.add(ANNS, "ann", List.of(BOBS), List.of(), "{\"a\":1}");
        door.add(BOBS, "bob", List.of(), List.of("ann"), "");
        door.updateMetadata(ANNS, BOBS, "{\"b\":2}");
        assertThat(door.byIds(ANNS, List.of(BOBS)).getFirst().getMetadata().replace(" ", ""))
                .isEqualTo("{\"b\":2}");
        assertThat(door.list(ANNS, 10, 0, "").getFriendsCount()).isEqualTo(1);
        assertThat(door.listOfFriends(ANNS, 10, "").getFriendsOfFriendsCount()).isZero();
        door.block(ANNS, List.of(BOBS), List.of());
        door.delete(ANNS, "ann", List.of(BOBS), List.of());
        assertThat(door.list(ANNS, 10, null, "").getFriendsCount()).isZero();
        refused(RuntimeError.INVALID_ARGUMENT, () -> door.list(ANNS, 10, 9, ""));
    }

    @OnEveryDatabase
    void gamesGroup(Database database) {
        Groups door = new GroupDoor(new SocialWorld(database).groups);
        String id = door.create(ANNS, new Groups.Fields("g")).getId();
        refused(RuntimeError.ALREADY_EXISTS, () -> door.create(ANNS, new Groups.Fields("g")));
        door.join(id, BOBS, "bob");
        door.add(id, List.of(BOBS), "");
        refused(RuntimeError.NOT_FOUND, () -> door.promote(id, List.of(ANNS), BOBS));
        door.promote(id, List.of(BOBS), ANNS);
        door.demote(id, List.of(BOBS), "");
        door.update(
                id, new Groups.Fields(null, "d", null, null, true, "{\"a\":1}", null, null), "");
        assertThat(door.byIds(List.of(id)).getFirst().getDescription()).isEqualTo("d");
        assertThat(door.listUsers(id, 10, null, "").getGroupUsersCount()).isEqualTo(2);
        assertThat(door.listOfUser(BOBS, 10, 2, "").getUserGroupsCount()).isEqualTo(1);
        assertThat(door.search("G", 10, "").getGroupsCount()).isEqualTo(1);
        assertThat(door.list("", null, true, 10, "").getGroupsCount()).isEqualTo(1);
        assertThat(door.random(3)).hasSize(1);
        door.kick(id, List.of(BOBS), "");
        door.join(id, BOBS, "bob");
        door.ban(id, List.of(BOBS), "");
        door.leave(id, BOBS);
        assertThat(door.listUsers(id, 10, 4, "").getGroupUsersCount()).isEqualTo(1);
        door.delete(id);
        assertThat(door.byIds(List.of(id))).isEmpty();
        refused(RuntimeError.INVALID_ARGUMENT, () -> door.random(0));
    }

    @OnEveryDatabase
    void gamesChat(Database database) {
        Channels door = new ChannelDoor(new SocialWorld(database).chat);
        String room = door.id("", "r", 1);
        assertThat(room).isEqualTo("2...r");
        assertThat(door.id(BOBS, ANNS, 2)).isEqualTo("4." + ANN + "." + BOB + ".");
        refused(RuntimeError.INVALID_ARGUMENT, () -> door.id("", ANNS, 2));
        String id = door.send(room, "{\"a\":1}", ANNS, "ann", true).getMessageId();
        door.update(room, id, "{\"b\":2}", "", "", true);
        ChannelMessage kept = door.list(room, 10, true, "").getMessages(0);
        assertThat(kept.getUsername()).isEqualTo("ann");
        assertThat(kept.getContent().replace(" ", "")).isEqualTo("{\"b\":2}");
        refused(RuntimeError.INVALID_ARGUMENT, () -> door.remove(room, id, BOBS, "bob", true));
        assertThat(door.remove(room, id, "", "", true).getUsername()).isEqualTo("ann");
        assertThat(door.list(room, 10, false, "").getMessagesCount()).isZero();
        refused(RuntimeError.INVALID_ARGUMENT, () -> door.send(room, "1", "", "", true));
    }
}
