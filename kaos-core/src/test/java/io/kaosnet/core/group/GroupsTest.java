package io.kaosnet.core.group;

import static io.kaosnet.core.social.SocialWorld.ANN;
import static io.kaosnet.core.social.SocialWorld.BOB;
import static io.kaosnet.core.social.SocialWorld.CID;
import static io.kaosnet.core.social.SocialWorld.DAN;
import static io.kaosnet.core.social.SocialWorld.notices;
import static io.kaosnet.core.social.SocialWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.BoolValue;
import com.google.protobuf.Int32Value;
import com.google.protobuf.StringValue;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.OnEveryDatabase;
import io.kaosnet.core.notification.Notice;
import io.kaosnet.core.presence.PresenceMeta;
import io.kaosnet.core.presence.StreamKey;
import io.kaosnet.core.presence.StreamMode;
import io.kaosnet.core.session.Session;
import io.kaosnet.core.social.SocialWorld;
import io.kaosnet.protocol.api.AddGroupUsersRequest;
import io.kaosnet.protocol.api.BanGroupUsersRequest;
import io.kaosnet.protocol.api.CreateGroupRequest;
import io.kaosnet.protocol.api.DeleteGroupRequest;
import io.kaosnet.protocol.api.DemoteGroupUsersRequest;
import io.kaosnet.protocol.api.Group;
import io.kaosnet.protocol.api.GroupList;
import io.kaosnet.protocol.api.GroupUserList;
import io.kaosnet.protocol.api.JoinGroupRequest;
import io.kaosnet.protocol.api.KickGroupUsersRequest;
import io.kaosnet.protocol.api.LeaveGroupRequest;
import io.kaosnet.protocol.api.ListGroupUsersRequest;
import io.kaosnet.protocol.api.ListGroupsRequest;
import io.kaosnet.protocol.api.ListUserGroupsRequest;
import io.kaosnet.protocol.api.Notification;
import io.kaosnet.protocol.api.PromoteGroupUsersRequest;
import io.kaosnet.protocol.api.UpdateGroupRequest;
import io.kaosnet.protocol.api.UserGroupList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

final class GroupsTest {
    private static final Code BAD = Code.INVALID_ARGUMENT;

    private static UUID create(SocialWorld world, UUID user, String name, boolean open, int most) {
        Group group =
                world.call(
                        user,
                        "CreateGroup",
                        CreateGroupRequest.newBuilder()
                                .setName(name)
                                .setOpen(open)
                                .setMaxCount(most));
        return UUID.fromString(group.getId());
    }

    private static void join(SocialWorld world, UUID group, UUID... users) {
        for (UUID user : users) {
            world.pass(1);
            world.call(
                    user, "JoinGroup", JoinGroupRequest.newBuilder().setGroupId(group.toString()));
        }
    }

    private static void leave(SocialWorld world, UUID group, UUID user) {
        world.call(user, "LeaveGroup", LeaveGroupRequest.newBuilder().setGroupId(group.toString()));
    }

    private static void add(SocialWorld world, UUID group, UUID caller, UUID user) {
        world.call(
                caller,
                "AddGroupUsers",
                AddGroupUsersRequest.newBuilder()
                        .setGroupId(group.toString())
                        .addUserIds(user.toString()));
    }

    private static void kick(SocialWorld world, UUID group, UUID caller, UUID user) {
        world.call(
                caller,
                "KickGroupUsers",
                KickGroupUsersRequest.newBuilder()
                        .setGroupId(group.toString())
                        .addUserIds(user.toString()));
    }

    private static void ban(SocialWorld world, UUID group, UUID caller, UUID user) {
        world.call(
                caller,
                "BanGroupUsers",
                BanGroupUsersRequest.newBuilder()
                        .setGroupId(group.toString())
                        .addUserIds(user.toString()));
    }

    private static void promote(SocialWorld world, UUID group, UUID caller, UUID user) {
        world.call(
                caller,
                "PromoteGroupUsers",
                PromoteGroupUsersRequest.newBuilder()
                        .setGroupId(group.toString())
                        .addUserIds(user.toString()));
    }

    private static void demote(SocialWorld world, UUID group, UUID caller, UUID user) {
        world.call(
                caller,
                "DemoteGroupUsers",
                DemoteGroupUsersRequest.newBuilder()
                        .setGroupId(group.toString())
                        .addUserIds(user.toString()));
    }

    private static GroupUserList users(SocialWorld world, UUID group, @Nullable Integer state) {
        var request = ListGroupUsersRequest.newBuilder().setGroupId(group.toString());
        if (state != null) {
            request.setState(Int32Value.of(state));
        }
        return world.call(DAN, "ListGroupUsers", request);
    }

    private static Map<String, Integer> roles(SocialWorld world, UUID group) {
        Map<String, Integer> roles = new TreeMap<>();
        users(world, group, null)
                .getGroupUsersList()
                .forEach(
                        user ->
                                roles.put(
                                        user.getUser().getUsername(), user.getState().getValue()));
        return roles;
    }

    private static int count(SocialWorld world, UUID group) {
        return world.groups.get(List.of(group)).getFirst().getEdgeCount();
    }

    @OnEveryDatabase
    void itsMakerLeadsANewGroup(Database database) {
        var world = new SocialWorld(database);
        Group group =
                world.call(
                        ANN,
                        "CreateGroup",
                        CreateGroupRequest.newBuilder()
                                .setName("Würfel")
                                .setDescription("d")
                                .setAvatarUrl("a"));
        assertThat(group.getCreatorId()).isEqualTo(ANN.toString());
        assertThat(group.getOpen().getValue()).isFalse();
        assertThat(group.getMaxCount()).isEqualTo(100);
        assertThat(group.getEdgeCount()).isEqualTo(1);
        assertThat(group.getLangTag()).isEqualTo("en");
        assertThat(group.getMetadata()).isEqualTo("{}");
        UUID id = UUID.fromString(group.getId());
        assertThat(roles(world, id)).containsExactly(Map.entry("ann", 0));
        refused(Code.ALREADY_EXISTS, () -> create(world, BOB, "Würfel", true, 0));
    }

    @OnEveryDatabase
    void openGroupsAreJoinedUntilTheyAreFull(Database database) {
        var world = new SocialWorld(database);
        UUID group = create(world, ANN, "g", true, 2);
        join(world, group, BOB, BOB);
        assertThat(roles(world, group)).containsExactly(Map.entry("ann", 0), Map.entry("bob", 2));
        refused(BAD, () -> join(world, group, CID));
        refused(BAD, () -> add(world, group, ANN, CID));
        refused(Code.NOT_FOUND, () -> join(world, new UUID(9, 9), CID));
        leave(world, group, BOB);
        leave(world, group, BOB);
        join(world, group, CID);
        assertThat(count(world, group)).isEqualTo(2);
    }

    @OnEveryDatabase
    void closedGroupsAreAskedAndAnAdminTakesIn(Database database) {
        var world = new SocialWorld(database);
        Session ann = world.connect(ANN);
        Session bob = world.connect(BOB);
        UUID group = create(world, ANN, "g", false, 0);
        notices(ann);
        notices(bob);
        join(world, group, BOB);
        assertThat(roles(world, group)).containsEntry("bob", 3);
        assertThat(count(world, group)).isEqualTo(1);
        Notification asked = notices(ann).getFirst();
        assertThat(asked.getCode()).isEqualTo(Notice.GROUP_JOIN_REQUEST);
        assertThat(asked.getContent())
                .isEqualTo("{\"group_id\":\"" + group + "\",\"username\":\"bob\"}");
        refused(Code.NOT_FOUND, () -> add(world, group, BOB, BOB));
        refused(Code.NOT_FOUND, () -> add(world, group, CID, BOB));
        add(world, group, ANN, BOB);
        assertThat(roles(world, group)).containsEntry("bob", 2);
        Notification added = notices(bob).getFirst();
        assertThat(added.getCode()).isEqualTo(Notice.GROUP_ADDED);
        assertThat(added.getContent()).isEqualTo("{\"group_id\":\"" + group + "\",\"name\":\"g\"}");
        refused(BAD, () -> add(world, group, ANN, new UUID(9, 9)));
        refused(BAD, () -> add(world, group, ANN, new UUID(0, 0)));
        join(world, group, CID);
        kick(world, group, ANN, CID);
        assertThat(roles(world, group)).doesNotContainKey("cid");
        assertThat(count(world, group)).isEqualTo(2);
    }

    @OnEveryDatabase
    void ranksDecideWhoMayWhat(Database database) {
        var world = new SocialWorld(database);
        UUID group = create(world, ANN, "g", true, 0);
        join(world, group, BOB, CID, DAN);
        refused(Code.NOT_FOUND, () -> promote(world, group, BOB, CID));
        refused(Code.NOT_FOUND, () -> kick(world, group, BOB, CID));
        refused(Code.NOT_FOUND, () -> ban(world, group, BOB, CID));
        refused(Code.NOT_FOUND, () -> demote(world, group, BOB, CID));
        promote(world, group, ANN, BOB);
        promote(world, group, BOB, CID);
        promote(world, group, BOB, CID);
        assertThat(roles(world, group)).containsEntry("bob", 1).containsEntry("cid", 1);
        kick(world, group, BOB, CID);
        ban(world, group, BOB, ANN);
        demote(world, group, BOB, ANN);
        assertThat(roles(world, group)).containsEntry("ann", 0).containsEntry("cid", 1);
        demote(world, group, BOB, CID);
        assertThat(roles(world, group)).containsEntry("cid", 2);
        promote(world, group, ANN, BOB);
        assertThat(roles(world, group)).containsEntry("bob", 0);
        kick(world, group, BOB, ANN);
        assertThat(roles(world, group)).doesNotContainKey("ann");
        kick(world, group, BOB, BOB);
        leave(world, group, DAN);
        refused(BAD, () -> leave(world, group, BOB));
        leave(world, group, CID);
        leave(world, group, BOB);
        assertThat(world.groups.get(List.of(group))).isEmpty();
    }

    @OnEveryDatabase
    void theServerMayEverythingButLeaveAGroupWithoutALeader(Database database) {
        var world = new SocialWorld(database);
        UUID group = create(world, ANN, "g", true, 0);
        join(world, group, BOB);
        world.groups.kick(group, List.of(ANN), null);
        world.groups.demote(group, List.of(ANN), null);
        assertThat(roles(world, group)).containsEntry("ann", 0);
        world.groups.promote(group, List.of(BOB), null);
        world.groups.promote(group, List.of(BOB), null);
        world.groups.demote(group, List.of(ANN), null);
        assertThat(roles(world, group)).containsEntry("ann", 1).containsEntry("bob", 0);
        world.groups.update(
                group,
                new GroupFields(null, null, null, null, null, "{\"a\":1}", 7, BOB.toString()),
                null);
        Group changed = world.groups.get(List.of(group)).getFirst();
        assertThat(changed.getMaxCount()).isEqualTo(7);
        assertThat(changed.getCreatorId()).isEqualTo(BOB.toString());
        assertThat(changed.getMetadata().replace(" ", "")).isEqualTo("{\"a\":1}");
        refused(
                BAD,
                () ->
                        world.groups.update(
                                group,
                                new GroupFields(null, null, null, null, null, null, 1, null),
                                null));
        assertThat(world.groups.random(5)).extracting(Group::getName).containsExactly("g");
        world.groups.delete(group, null);
        assertThat(world.groups.random(5)).isEmpty();
    }

    @OnEveryDatabase
    void bannedUsersStayOutAndAreListedApart(Database database) {
        var world = new SocialWorld(database);
        Session bob = world.connect(BOB);
        UUID group = create(world, ANN, "g", true, 0);
        join(world, group, BOB);
        var chat = StreamKey.of(StreamMode.GROUP, group);
        world.presences.track(bob, chat, PresenceMeta.VISIBLE);
        ban(world, group, ANN, BOB);
        ban(world, group, ANN, CID);
        assertThat(world.presences.count(chat)).isZero();
        join(world, group, BOB);
        leave(world, group, BOB);
        assertThat(roles(world, group)).containsExactly(Map.entry("ann", 0));
        assertThat(users(world, group, 4).getGroupUsersList())
                .extracting(user -> user.getUser().getUsername())
                .containsExactly("bob");
        assertThat(world.groups.isMember(group, BOB)).isFalse();
        add(world, group, ANN, BOB);
        assertThat(world.groups.isMember(group, BOB)).isTrue();
    }

    @OnEveryDatabase
    void adminsChangeAndSuperadminsDelete(Database database) {
        var world = new SocialWorld(database);
        UUID group = create(world, ANN, "g", true, 0);
        create(world, ANN, "taken", true, 0);
        join(world, group, BOB);
        var update = UpdateGroupRequest.newBuilder().setGroupId(group.toString());
        var rename = update.clone().setName(StringValue.of("new"));
        refused(Code.NOT_FOUND, () -> world.call(BOB, "UpdateGroup", rename));
        refused(Code.NOT_FOUND, () -> world.call(CID, "UpdateGroup", rename));
        refused(BAD, () -> world.call(ANN, "UpdateGroup", update));
        refused(
                BAD,
                () ->
                        world.call(
                                ANN,
                                "UpdateGroup",
                                update.clone().setName(StringValue.of("taken"))));
        refused(
                BAD,
                () -> world.call(ANN, "UpdateGroup", update.clone().setName(StringValue.of(""))));
        world.call(ANN, "UpdateGroup", rename.setOpen(BoolValue.of(false)));
        world.call(ANN, "UpdateGroup", rename.setDescription(StringValue.of("d")));
        Group changed = world.groups.get(List.of(group)).getFirst();
        assertThat(changed.getName()).isEqualTo("new");
        assertThat(changed.getDescription()).isEqualTo("d");
        assertThat(changed.getOpen().getValue()).isFalse();
        var delete = DeleteGroupRequest.newBuilder().setGroupId(group.toString());
        refused(BAD, () -> world.call(BOB, "DeleteGroup", delete));
        world.call(ANN, "DeleteGroup", delete);
        refused(BAD, () -> world.call(ANN, "DeleteGroup", delete));
    }

    @OnEveryDatabase
    void groupsAreFoundByNameLanguageSizeAndOpenness(Database database) {
        var world = new SocialWorld(database);
        UUID one = create(world, ANN, "Alpha Team", true, 0);
        world.pass(1);
        create(world, ANN, "alpha_dogs", false, 0);
        world.pass(1);
        create(world, ANN, "Ärger", true, 0);
        join(world, one, BOB);
        assertThat(names(world, list().setName("alpha%")))
                .containsExactly("Alpha Team", "alpha_dogs");
        assertThat(names(world, list().setName("ALPHA TEAM"))).containsExactly("Alpha Team");
        assertThat(names(world, list().setName("alpha"))).isEmpty();
        assertThat(names(world, list().setName("% alpha%t%"))).containsExactly("Alpha Team");
        assertThat(names(world, list().setName("alpha_team"))).isEmpty();
        assertThat(names(world, list().setName("ÄR%"))).containsExactly("Ärger");
        assertThat(names(world, list())).containsExactly("Ärger", "alpha_dogs", "Alpha Team");
        assertThat(names(world, list().setOpen(BoolValue.of(false)))).containsExactly("alpha_dogs");
        assertThat(names(world, list().setMembers(Int32Value.of(1)).setOpen(BoolValue.of(true))))
                .containsExactly("Ärger");
        assertThat(names(world, list().setLangTag("de"))).isEmpty();
        assertThat(names(world, list().setLangTag("en"))).hasSize(3);
        GroupList first = world.call(DAN, "ListGroups", list().setLimit(Int32Value.of(2)));
        assertThat(names(world, list().setCursor(first.getCursor()))).containsExactly("Alpha Team");
        GroupList named =
                world.call(DAN, "ListGroups", list().setName("al%").setLimit(Int32Value.of(1)));
        assertThat(names(world, list().setName("al%").setCursor(named.getCursor())))
                .containsExactly("alpha_dogs");
        refused(BAD, () -> names(world, list().setName("a%").setCursor(named.getCursor())));
        refused(BAD, () -> names(world, list().setName("a").setLangTag("en")));
        refused(BAD, () -> names(world, list().setMembers(Int32Value.of(0))));
        refused(BAD, () -> names(world, list().setLimit(Int32Value.of(101))));
    }

    private static ListGroupsRequest.Builder list() {
        return ListGroupsRequest.newBuilder();
    }

    private static List<String> names(SocialWorld world, ListGroupsRequest.Builder request) {
        GroupList list = world.call(DAN, "ListGroups", request);
        return list.getGroupsList().stream().map(Group::getName).toList();
    }

    @OnEveryDatabase
    void aUsersGroupsAreListedByRank(Database database) {
        var world = new SocialWorld(database);
        UUID open = create(world, ANN, "open", true, 0);
        UUID closed = create(world, ANN, "closed", false, 0);
        join(world, open, BOB);
        join(world, closed, BOB);
        create(world, BOB, "own", true, 0);
        UserGroupList list =
                world.call(
                        CID,
                        "ListUserGroups",
                        ListUserGroupsRequest.newBuilder().setUserId(BOB.toString()));
        assertThat(list.getUserGroupsList())
                .extracting(group -> group.getGroup().getName())
                .containsExactly("own", "open", "closed");
        assertThat(list.getUserGroupsList())
                .extracting(group -> group.getState().getValue())
                .containsExactly(0, 2, 3);
        UserGroupList asked =
                world.call(
                        CID,
                        "ListUserGroups",
                        ListUserGroupsRequest.newBuilder()
                                .setUserId(BOB.toString())
                                .setState(Int32Value.of(3)));
        assertThat(asked.getUserGroupsCount()).isEqualTo(1);
    }

    @OnEveryDatabase
    void mistakesAreRefused(Database database) {
        var world = new SocialWorld(database);
        refused(BAD, () -> create(world, ANN, "", true, 0));
        refused(BAD, () -> create(world, ANN, "x".repeat(256), true, 0));
        refused(BAD, () -> create(world, ANN, "a\nb", true, 0));
        refused(BAD, () -> create(world, ANN, "g", true, -1));
        var request = CreateGroupRequest.newBuilder().setName("g");
        refused(
                BAD,
                () ->
                        world.call(
                                ANN,
                                "CreateGroup",
                                request.clone().setDescription("x".repeat(256))));
        refused(
                BAD,
                () -> world.call(ANN, "CreateGroup", request.clone().setLangTag("x".repeat(19))));
        refused(
                BAD,
                () ->
                        world.call(
                                ANN, "CreateGroup", request.clone().setAvatarUrl("x".repeat(513))));
        UUID group = create(world, ANN, "g", true, 0);
        var id = group.toString();
        refused(
                BAD,
                () ->
                        world.call(
                                ANN,
                                "DemoteGroupUsers",
                                DemoteGroupUsersRequest.newBuilder().setGroupId(id)));
        world.call(ANN, "KickGroupUsers", KickGroupUsersRequest.newBuilder().setGroupId(id));
        refused(
                BAD,
                () ->
                        world.call(
                                ANN,
                                "KickGroupUsers",
                                KickGroupUsersRequest.newBuilder().setGroupId(id).addUserIds("x")));
        refused(
                BAD,
                () -> world.call(ANN, "JoinGroup", JoinGroupRequest.newBuilder().setGroupId("x")));
        refused(BAD, () -> users(world, group, 5));
        refused(BAD, () -> world.call(ANN, "ListUserGroups", ListUserGroupsRequest.newBuilder()));
    }

    @OnEveryDatabase
    void aDeletedAccountLeavesItsGroupsALeader(Database database) {
        var world = new SocialWorld(database);
        UUID group = create(world, ANN, "g", true, 0);
        UUID alone = create(world, ANN, "alone", true, 0);
        join(world, group, CID, BOB, DAN);
        promote(world, group, ANN, BOB);
        world.accounts.delete(ANN);
        assertThat(roles(world, group))
                .containsExactly(Map.entry("bob", 0), Map.entry("cid", 2), Map.entry("dan", 2));
        assertThat(count(world, group)).isEqualTo(3);
        assertThat(world.groups.get(List.of(alone))).isEmpty();
    }

    @OnEveryDatabase
    void anAccountThatEndsWhileItJoinsIsNotCounted(Database database) throws InterruptedException {
        var world = new SocialWorld(database);
        UUID group = create(world, ANN, "g", true, 0);
        for (int i = 0; i < 25; i++) {
            UUID user = new UUID(9, i);
            world.addUser(user, "passing" + i);
            Thread joining =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            join(world, group, user);
                                        } catch (ApiException e) {
                                            assertThat(e.code()).isEqualTo(Code.NOT_FOUND);
                                        }
                                    });
            world.accounts.delete(user);
            joining.join();
        }
        assertThat(roles(world, group)).containsExactly(Map.entry("ann", 0));
        assertThat(count(world, group)).isEqualTo(1);
    }
}
