package io.kaosnet.core.friend;

import static io.kaosnet.core.social.SocialWorld.ANN;
import static io.kaosnet.core.social.SocialWorld.BOB;
import static io.kaosnet.core.social.SocialWorld.CID;
import static io.kaosnet.core.social.SocialWorld.DAN;
import static io.kaosnet.core.social.SocialWorld.notices;
import static io.kaosnet.core.social.SocialWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.BoolValue;
import com.google.protobuf.Int32Value;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.OnEveryDatabase;
import io.kaosnet.core.notification.Notice;
import io.kaosnet.core.presence.PresenceMeta;
import io.kaosnet.core.presence.StreamKey;
import io.kaosnet.core.presence.StreamMode;
import io.kaosnet.core.session.Session;
import io.kaosnet.core.social.SocialWorld;
import io.kaosnet.protocol.api.AccountFacebook;
import io.kaosnet.protocol.api.AccountSteam;
import io.kaosnet.protocol.api.AddFriendsRequest;
import io.kaosnet.protocol.api.BlockFriendsRequest;
import io.kaosnet.protocol.api.DeleteFriendsRequest;
import io.kaosnet.protocol.api.Friend;
import io.kaosnet.protocol.api.FriendList;
import io.kaosnet.protocol.api.FriendsOfFriendsList;
import io.kaosnet.protocol.api.ImportFacebookFriendsRequest;
import io.kaosnet.protocol.api.ImportSteamFriendsRequest;
import io.kaosnet.protocol.api.ListFriendsOfFriendsRequest;
import io.kaosnet.protocol.api.ListFriendsRequest;
import io.kaosnet.protocol.api.Notification;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

final class FriendsTest {
    private static void add(SocialWorld world, UUID user, UUID... others) {
        var request = AddFriendsRequest.newBuilder();
        for (UUID other : others) {
            request.addIds(other.toString());
        }
        world.call(user, "AddFriends", request);
    }

    private static void delete(SocialWorld world, UUID user, UUID other) {
        world.call(
                user, "DeleteFriends", DeleteFriendsRequest.newBuilder().addIds(other.toString()));
    }

    private static void block(SocialWorld world, UUID user, UUID other) {
        world.call(user, "BlockFriends", BlockFriendsRequest.newBuilder().addIds(other.toString()));
    }

    /// What others are to the user, by name.
    private static Map<String, Integer> states(SocialWorld world, UUID user) {
        FriendList list = world.call(user, "ListFriends", ListFriendsRequest.newBuilder());
        Map<String, Integer> states = new TreeMap<>();
        for (Friend friend : list.getFriendsList()) {
            states.put(friend.getUser().getUsername(), friend.getState().getValue());
        }
        return states;
    }

    private static int edgeCount(SocialWorld world, UUID user) {
        return world.accounts.get(user).getUser().getEdgeCount();
    }

    @OnEveryDatabase
    void askingAndAcceptingMakesFriendsAndTellsBoth(Database database) {
        var world = new SocialWorld(database);
        Session ann = world.connect(ANN);
        Session bob = world.connect(BOB);
        notices(ann);
        notices(bob);
        world.call(
                ANN,
                "AddFriends",
                AddFriendsRequest.newBuilder().addUsernames("bob").setMetadata("{\"n\":1}"));
        assertThat(states(world, ANN)).containsExactly(Map.entry("bob", 1));
        assertThat(states(world, BOB)).containsExactly(Map.entry("ann", 2));
        Notification request = notices(bob).getFirst();
        assertThat(request.getCode()).isEqualTo(Notice.FRIEND_REQUEST);
        assertThat(request.getSenderId()).isEqualTo(ANN.toString());
        assertThat(request.getContent()).isEqualTo("{\"username\":\"ann\"}");
        assertThat(request.getPersistent()).isTrue();

        add(world, ANN, BOB);
        assertThat(notices(bob)).isEmpty();
        add(world, BOB, ANN);
        assertThat(states(world, ANN)).containsExactly(Map.entry("bob", 0));
        assertThat(states(world, BOB)).containsExactly(Map.entry("ann", 0));
        assertThat(notices(ann))
                .extracting(Notification::getCode)
                .containsExactly(Notice.FRIEND_ACCEPTED);
        assertThat(edgeCount(world, ANN)).isEqualTo(1);
        Friend friend = world.friends.get(ANN, List.of(BOB, CID)).getFirst();
        assertThat(friend.getMetadata().replace(" ", "")).isEqualTo("{\"n\":1}");
        assertThat(world.friends.get(BOB, List.of(ANN)).getFirst().getMetadata()).isEqualTo("{}");
        assertThat(world.notifications.list(BOB, 9, "").getNotificationsCount()).isEqualTo(1);
    }

    @OnEveryDatabase
    void endingAFriendshipEndsBothSidesAndTellsTheOther(Database database) {
        var world = new SocialWorld(database);
        Session bob = world.connect(BOB);
        add(world, ANN, BOB);
        add(world, BOB, ANN);
        notices(bob);
        delete(world, ANN, BOB);
        assertThat(states(world, ANN)).isEmpty();
        assertThat(states(world, BOB)).isEmpty();
        assertThat(notices(bob))
                .extracting(Notification::getCode)
                .containsExactly(Notice.FRIEND_REMOVED);
        delete(world, ANN, BOB);
        assertThat(notices(bob)).isEmpty();
        assertThat(edgeCount(world, ANN)).isZero();
        assertThat(edgeCount(world, BOB)).isZero();
    }

    @OnEveryDatabase
    void aBlockEndsEverythingAndKeepsTheOtherSilent(Database database) {
        var world = new SocialWorld(database);
        Session bob = world.connect(BOB);
        var chat = new StreamKey(StreamMode.DM, ANN, BOB, "");
        world.presences.track(bob, chat, PresenceMeta.VISIBLE);
        add(world, ANN, BOB);
        add(world, BOB, ANN);
        block(world, ANN, BOB);
        assertThat(states(world, ANN)).containsExactly(Map.entry("bob", 3));
        assertThat(states(world, BOB)).isEmpty();
        assertThat(world.presences.count(chat)).isZero();
        assertThat(world.friends.isBlocked(BOB, ANN)).isTrue();
        add(world, BOB, ANN);
        add(world, ANN, BOB);
        assertThat(states(world, BOB)).isEmpty();
        block(world, BOB, ANN);
        delete(world, ANN, BOB);
        assertThat(states(world, ANN)).isEmpty();
        assertThat(states(world, BOB)).containsExactly(Map.entry("ann", 3));
        delete(world, ANN, BOB);
        assertThat(states(world, BOB)).containsExactly(Map.entry("ann", 3));
        assertThat(edgeCount(world, ANN)).isZero();
        assertThat(edgeCount(world, BOB)).isEqualTo(1);
    }

    @OnEveryDatabase
    void listsShowStatesInOrderAndWhoIsOnline(Database database) {
        var world = new SocialWorld(database);
        block(world, ANN, DAN);
        world.pass(1);
        add(world, ANN, BOB);
        world.pass(1);
        add(world, ANN, CID);
        add(world, CID, ANN);
        Session cid = world.connect(CID);
        world.presences.track(
                cid, StreamKey.of(StreamMode.STATUS, CID), PresenceMeta.status("here"));
        FriendList all = world.call(ANN, "ListFriends", ListFriendsRequest.newBuilder());
        assertThat(all.getFriendsList())
                .extracting(friend -> friend.getUser().getUsername())
                .containsExactly("cid", "bob", "dan");
        assertThat(all.getFriendsList())
                .extracting(friend -> friend.getUser().getOnline())
                .containsExactly(true, false, false);
        FriendList blocked =
                world.call(
                        ANN,
                        "ListFriends",
                        ListFriendsRequest.newBuilder().setState(Int32Value.of(3)));
        assertThat(blocked.getFriendsCount()).isEqualTo(1);
    }

    @OnEveryDatabase
    void mistakesAreRefused(Database database) {
        var world = new SocialWorld(database);
        Code bad = Code.INVALID_ARGUMENT;
        refused(bad, () -> add(world, ANN, ANN));
        refused(bad, () -> delete(world, ANN, ANN));
        refused(bad, () -> block(world, ANN, ANN));
        var add = AddFriendsRequest.newBuilder();
        refused(bad, () -> world.call(ANN, "AddFriends", add.clone().addUsernames("ann")));
        refused(bad, () -> world.call(ANN, "AddFriends", add.clone().addUsernames("")));
        refused(bad, () -> world.call(ANN, "AddFriends", add.clone().addUsernames("nobody")));
        refused(bad, () -> world.call(ANN, "AddFriends", add.clone().addIds("x")));
        refused(bad, () -> add(world, ANN, new UUID(9, 9)));
        refused(bad, () -> add(world, ANN, new UUID(0, 0)));
        refused(
                bad,
                () ->
                        world.call(
                                ANN,
                                "AddFriends",
                                add.clone().addUsernames("bob").setMetadata("[1]")));
        world.call(ANN, "AddFriends", add);
        var list = ListFriendsRequest.newBuilder();
        for (int limit : new int[] {0, -1, 1001}) {
            refused(
                    bad,
                    () ->
                            world.call(
                                    ANN,
                                    "ListFriends",
                                    list.clone().setLimit(Int32Value.of(limit))));
        }
        refused(bad, () -> world.call(ANN, "ListFriends", list.clone().setState(Int32Value.of(4))));
        refused(bad, () -> world.call(ANN, "ListFriends", list.clone().setCursor("x")));
        add(world, ANN, BOB, CID);
        FriendList one =
                world.call(
                        ANN,
                        "ListFriends",
                        list.clone().setState(Int32Value.of(1)).setLimit(Int32Value.of(1)));
        assertThat(one.getCursor()).isNotEmpty();
        refused(bad, () -> world.call(ANN, "ListFriends", list.clone().setCursor(one.getCursor())));
        refused(Code.NOT_FOUND, () -> world.friends.setMetadata(ANN, DAN, "{}"));
        refused(bad, () -> world.friends.setMetadata(ANN, BOB, "1"));
    }

    @OnEveryDatabase
    void importsWithoutAProviderAreRefusedAsTheReferenceDoes(Database database) {
        var world = new SocialWorld(database);
        var facebook = ImportFacebookFriendsRequest.newBuilder();
        var steam = ImportSteamFriendsRequest.newBuilder();
        refused(Code.INVALID_ARGUMENT, () -> world.call(ANN, "ImportFacebookFriends", facebook));
        refused(Code.INVALID_ARGUMENT, () -> world.call(ANN, "ImportSteamFriends", steam));
        facebook.setAccount(AccountFacebook.newBuilder().setToken("t"));
        facebook.setReset(BoolValue.of(true));
        steam.setAccount(AccountSteam.newBuilder().setToken("t"));
        refused(Code.UNAUTHENTICATED, () -> world.call(ANN, "ImportFacebookFriends", facebook));
        refused(Code.FAILED_PRECONDITION, () -> world.call(ANN, "ImportSteamFriends", steam));
    }

    @OnEveryDatabase
    void importedFriendsAreFriendsAtOnce(Database database) {
        var world = new SocialWorld(database);
        Session bob = world.connect(BOB);
        add(world, ANN, CID);
        block(world, DAN, ANN);
        notices(bob);
        world.friends.connect(ANN, "ann", Set.of(ANN, BOB, CID, DAN), false);
        assertThat(states(world, ANN)).containsExactly(Map.entry("bob", 0), Map.entry("cid", 0));
        assertThat(notices(bob))
                .extracting(Notification::getCode)
                .containsExactly(Notice.FRIEND_JOINED_GAME);
        world.friends.connect(ANN, "ann", Set.of(CID), true);
        assertThat(states(world, ANN)).containsExactly(Map.entry("cid", 0));
        assertThat(states(world, BOB)).isEmpty();
    }

    @OnEveryDatabase
    void friendsOfFriendsAreStrangersBehindFriends(Database database) {
        var world = new SocialWorld(database);
        UUID eve = new UUID(7, 5);
        world.addUser(eve, "eve");
        befriend(world, ANN, BOB);
        befriend(world, BOB, CID);
        befriend(world, BOB, DAN);
        befriend(world, BOB, eve);
        block(world, eve, ANN);
        add(world, ANN, DAN);
        FriendsOfFriendsList list =
                world.call(ANN, "ListFriendsOfFriends", ListFriendsOfFriendsRequest.newBuilder());
        assertThat(list.getFriendsOfFriendsCount()).isEqualTo(1);
        assertThat(list.getFriendsOfFriends(0).getReferrer()).isEqualTo(BOB.toString());
        assertThat(list.getFriendsOfFriends(0).getUser().getUsername()).isEqualTo("cid");
        FriendsOfFriendsList first =
                world.call(
                        CID,
                        "ListFriendsOfFriends",
                        ListFriendsOfFriendsRequest.newBuilder().setLimit(Int32Value.of(2)));
        FriendsOfFriendsList second =
                world.call(
                        CID,
                        "ListFriendsOfFriends",
                        ListFriendsOfFriendsRequest.newBuilder().setCursor(first.getCursor()));
        List<String> names = new ArrayList<>();
        first.getFriendsOfFriendsList().forEach(f -> names.add(f.getUser().getUsername()));
        second.getFriendsOfFriendsList().forEach(f -> names.add(f.getUser().getUsername()));
        assertThat(names).containsExactly("ann", "dan", "eve");
        assertThat(second.getCursor()).isEmpty();
    }

    private static void befriend(SocialWorld world, UUID one, UUID other) {
        add(world, one, other);
        add(world, other, one);
        world.pass(1);
    }

    @OnEveryDatabase
    void aDeletedAccountLeavesNoEdges(Database database) {
        var world = new SocialWorld(database);
        befriend(world, ANN, BOB);
        add(world, CID, BOB);
        world.accounts.delete(BOB);
        assertThat(states(world, ANN)).isEmpty();
        assertThat(edgeCount(world, ANN)).isZero();
        assertThat(edgeCount(world, CID)).isZero();
    }
}
