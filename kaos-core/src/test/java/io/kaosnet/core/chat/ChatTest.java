package io.kaosnet.core.chat;

import static io.kaosnet.core.social.SocialWorld.ANN;
import static io.kaosnet.core.social.SocialWorld.BOB;
import static io.kaosnet.core.social.SocialWorld.CID;
import static io.kaosnet.core.social.SocialWorld.DAN;
import static io.kaosnet.core.social.SocialWorld.notices;
import static io.kaosnet.core.social.SocialWorld.received;
import static io.kaosnet.core.social.SocialWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.BoolValue;
import com.google.protobuf.Int32Value;
import com.google.protobuf.Timestamp;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.OnEveryDatabase;
import io.kaosnet.core.group.GroupFields;
import io.kaosnet.core.limit.Rate;
import io.kaosnet.core.notification.Notice;
import io.kaosnet.core.session.Session;
import io.kaosnet.core.social.SocialWorld;
import io.kaosnet.protocol.api.ChannelMessage;
import io.kaosnet.protocol.api.ChannelMessageList;
import io.kaosnet.protocol.api.ListChannelMessagesRequest;
import io.kaosnet.protocol.api.Notification;
import io.kaosnet.protocol.realtime.Channel;
import io.kaosnet.protocol.realtime.ChannelJoin;
import io.kaosnet.protocol.realtime.ChannelLeave;
import io.kaosnet.protocol.realtime.ChannelMessageAck;
import io.kaosnet.protocol.realtime.ChannelMessageRemove;
import io.kaosnet.protocol.realtime.ChannelMessageSend;
import io.kaosnet.protocol.realtime.ChannelMessageUpdate;
import io.kaosnet.protocol.realtime.ChannelPresenceEvent;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.Error;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

final class ChatTest {
    private static Envelope join(
            SocialWorld world, Session session, int type, String target, boolean keep) {
        return join(
                world,
                session,
                ChannelJoin.newBuilder()
                        .setType(type)
                        .setTarget(target)
                        .setPersistence(BoolValue.of(keep)));
    }

    private static Envelope join(SocialWorld world, Session session, ChannelJoin.Builder join) {
        return world.ask(session, Envelope.newBuilder().setChannelJoin(join));
    }

    private static Envelope send(
            SocialWorld world, Session session, String channel, String content) {
        return world.ask(
                session,
                Envelope.newBuilder()
                        .setChannelMessageSend(
                                ChannelMessageSend.newBuilder()
                                        .setChannelId(channel)
                                        .setContent(content)));
    }

    private static Envelope update(
            SocialWorld world, Session session, String channel, String id, String content) {
        return world.ask(
                session,
                Envelope.newBuilder()
                        .setChannelMessageUpdate(
                                ChannelMessageUpdate.newBuilder()
                                        .setChannelId(channel)
                                        .setMessageId(id)
                                        .setContent(content)));
    }

    private static Envelope remove(SocialWorld world, Session session, String channel, String id) {
        return world.ask(
                session,
                Envelope.newBuilder()
                        .setChannelMessageRemove(
                                ChannelMessageRemove.newBuilder()
                                        .setChannelId(channel)
                                        .setMessageId(id)));
    }

    private static void refusedBySocket(Envelope reply) {
        assertThat(reply.getError().getCode())
                .as(reply.toString())
                .isEqualTo(Error.Code.BAD_INPUT_VALUE);
    }

    private static List<ChannelMessage> pushed(Session session) {
        List<ChannelMessage> messages = new ArrayList<>();
        for (Envelope envelope : received(session)) {
            if (envelope.hasChannelMessage()) {
                messages.add(envelope.getChannelMessage());
            }
        }
        return messages;
    }

    private static ChannelMessageList list(
            SocialWorld world,
            UUID user,
            String channel,
            boolean forward,
            int limit,
            String cursor) {
        return world.call(
                user,
                "ListChannelMessages",
                ListChannelMessagesRequest.newBuilder()
                        .setChannelId(channel)
                        .setForward(BoolValue.of(forward))
                        .setLimit(Int32Value.of(limit))
                        .setCursor(cursor));
    }

    private static List<String> contents(ChannelMessageList list) {
        return list.getMessagesList().stream()
                .map(message -> message.getContent().replace(" ", ""))
                .toList();
    }

    private static UUID group(SocialWorld world, UUID leader, UUID... members) {
        var fields = new GroupFields("g", null, null, null, true, null, 100, null);
        UUID group = UUID.fromString(world.groups.create(leader, fields).getId());
        for (UUID member : members) {
            world.groups.join(group, member, SocialWorld.name(member));
        }
        return group;
    }

    @OnEveryDatabase
    void everybodyInARoomHearsWhatIsSaid(Database database) {
        var world = new SocialWorld(database);
        Session ann = world.connect(ANN);
        Session bob = world.connect(BOB);
        Channel first = join(world, ann, 1, "lobby", true).getChannel();
        assertThat(first.getId()).isEqualTo("2...lobby");
        assertThat(first.getPresencesList()).isEmpty();
        assertThat(first.getSelf().getPersistence()).isTrue();
        assertThat(first.getRoomName()).isEqualTo("lobby");
        received(ann);
        Channel second = join(world, bob, 0, "lobby", true).getChannel();
        assertThat(second.getPresencesList()).hasSize(1);
        ChannelPresenceEvent event = received(ann).getFirst().getChannelPresenceEvent();
        assertThat(event.getJoins(0).getUserId()).isEqualTo(BOB.toString());
        assertThat(event.getChannelId()).isEqualTo("2...lobby");
        received(bob);

        ChannelMessageAck ack = send(world, ann, "2...lobby", "{\"a\":1}").getChannelMessageAck();
        assertThat(ack.hasCode()).isTrue();
        assertThat(ack.getPersistent().getValue()).isTrue();
        assertThat(ack.getUsername()).isEqualTo("ann");
        for (Session session : List.of(ann, bob)) {
            ChannelMessage message = pushed(session).getFirst();
            assertThat(message.getMessageId()).isEqualTo(ack.getMessageId());
            assertThat(message.getSenderId()).isEqualTo(ANN.toString());
            assertThat(message.getContent()).isEqualTo("{\"a\":1}");
            assertThat(message.hasCode()).isTrue();
            assertThat(message.getCreateTime())
                    .isEqualTo(
                            Timestamp.newBuilder()
                                    .setSeconds(message.getCreateTime().getSeconds())
                                    .build());
        }
        ChannelMessageList kept = list(world, DAN, "2...lobby", true, 10, "");
        assertThat(contents(kept)).containsExactly("{\"a\":1}");
        assertThat(kept.getMessages(0).getMessageId()).isEqualTo(ack.getMessageId());

        world.ask(
                bob,
                Envelope.newBuilder()
                        .setChannelLeave(ChannelLeave.newBuilder().setChannelId("2...lobby")));
        assertThat(received(ann).getFirst().getChannelPresenceEvent().getLeavesCount())
                .isEqualTo(1);
        refusedBySocket(send(world, bob, "2...lobby", "{}"));
    }

    @OnEveryDatabase
    void whatIsNotKeptIsOnlyHeard(Database database) {
        var world = new SocialWorld(database);
        Session ann = world.connect(ANN);
        join(world, ann, 1, "r", false);
        String id = send(world, ann, "2...r", "{}").getChannelMessageAck().getMessageId();
        received(ann);
        update(world, ann, "2...r", id, "{\"b\":2}");
        remove(world, ann, "2...r", UUID.randomUUID().toString());
        assertThat(pushed(ann))
                .extracting(message -> message.getCode().getValue())
                .containsExactly(1, 2);
        assertThat(list(world, ANN, "2...r", true, 10, "").getMessagesCount()).isZero();
    }

    @OnEveryDatabase
    void hiddenOnesHearAndAreNotSeen(Database database) {
        var world = new SocialWorld(database);
        Session ann = world.connect(ANN);
        Session bob = world.connect(BOB);
        join(world, ann, 1, "r", true);
        received(ann);
        join(world, bob, ChannelJoin.newBuilder().setTarget("r").setHidden(BoolValue.of(true)));
        assertThat(received(ann)).isEmpty();
        Session cid = world.connect(CID);
        assertThat(join(world, cid, 1, "r", true).getChannel().getPresencesList())
                .extracting(presence -> presence.getUsername())
                .containsExactly("ann");
        send(world, ann, "2...r", "{}");
        assertThat(pushed(bob)).hasSize(1);
    }

    @OnEveryDatabase
    void onlyItsSenderChangesOrRemovesAKeptMessage(Database database) {
        var world = new SocialWorld(database);
        Session ann = world.connect(ANN);
        Session bob = world.connect(BOB);
        join(world, ann, 1, "r", true);
        join(world, bob, 1, "r", true);
        String id = send(world, ann, "2...r", "{}").getChannelMessageAck().getMessageId();
        refusedBySocket(update(world, bob, "2...r", id, "{\"x\":1}"));
        refusedBySocket(remove(world, bob, "2...r", id));
        refusedBySocket(update(world, ann, "2...r", id, "nonsense"));
        world.pass(5000);
        ChannelMessageAck ack = update(world, ann, "2...r", id, "{\"x\":1}").getChannelMessageAck();
        assertThat(ack.getCode().getValue()).isEqualTo(1);
        assertThat(ack.getUpdateTime().getSeconds() - ack.getCreateTime().getSeconds())
                .isEqualTo(5);
        ChannelMessage kept = list(world, ANN, "2...r", true, 1, "").getMessages(0);
        assertThat(kept.getContent().replace(" ", "")).isEqualTo("{\"x\":1}");
        assertThat(kept.getCode().getValue()).isZero();
        assertThat(remove(world, ann, "2...r", id).getChannelMessageAck().getCode().getValue())
                .isEqualTo(2);
        assertThat(list(world, ANN, "2...r", true, 1, "").getMessagesCount()).isZero();
        refusedBySocket(remove(world, ann, "2...r", id));
    }

    @OnEveryDatabase
    void aDirectChatAsksTheOtherIn(Database database) {
        var world = new SocialWorld(database);
        Session ann = world.connect(ANN);
        Session bob = world.connect(BOB);
        notices(bob);
        Channel channel = join(world, ann, 2, BOB.toString(), true).getChannel();
        assertThat(channel.getId()).isEqualTo("4." + ANN + "." + BOB + ".");
        assertThat(channel.getUserIdOne()).isEqualTo(ANN.toString());
        assertThat(channel.getUserIdTwo()).isEqualTo(BOB.toString());
        assertThat(notices(bob))
                .extracting(Notification::getCode)
                .containsExactly(Notice.DM_REQUEST);
        join(world, world.connect(ANN), 2, BOB.toString(), true);
        assertThat(notices(bob)).isEmpty();
        join(world, bob, 2, ANN.toString(), true);
        join(world, ann, 2, BOB.toString(), true);
        assertThat(notices(ann)).isEmpty();
        send(world, ann, channel.getId(), "{}");
        assertThat(pushed(bob)).hasSize(1);
        assertThat(contents(list(world, BOB, channel.getId(), true, 9, ""))).hasSize(1);
        refused(Code.INVALID_ARGUMENT, () -> list(world, CID, channel.getId(), true, 9, ""));
        world.friends.block(BOB, List.of(ANN), List.of());
        refusedBySocket(send(world, ann, channel.getId(), "{}"));
        refusedBySocket(join(world, ann, 2, BOB.toString(), true));
    }

    @OnEveryDatabase
    void groupsChatAndAreToldWhatHappens(Database database) {
        var world = new SocialWorld(database);
        UUID group = group(world, ANN, BOB);
        String id = "3." + group + "..";
        Session ann = world.connect(ANN);
        Session bob = world.connect(BOB);
        Session cid = world.connect(CID);
        assertThat(join(world, ann, 3, group.toString(), true).getChannel().getGroupId())
                .isEqualTo(group.toString());
        join(world, bob, 3, group.toString(), true);
        refusedBySocket(join(world, cid, 3, group.toString(), true));
        received(ann);
        world.groups.add(group, List.of(CID, DAN), ANN);
        world.groups.promote(group, List.of(BOB), ANN);
        world.groups.demote(group, List.of(BOB), ANN);
        world.groups.leave(group, DAN);
        world.groups.kick(group, List.of(CID), ANN);
        world.groups.ban(group, List.of(BOB), ANN);
        List<ChannelMessage> told = pushed(ann);
        assertThat(told)
                .extracting(message -> message.getCode().getValue())
                .containsExactly(4, 4, 7, 9, 5, 6, 8);
        assertThat(told.getLast().getSenderId()).isEqualTo(BOB.toString());
        assertThat(told.getLast().getUsername()).isEqualTo("bob");
        assertThat(told.getLast().getContent()).isEqualTo("{}");
        assertThat(pushed(bob))
                .extracting(message -> message.getCode().getValue())
                .containsExactly(4, 4, 7, 9, 5, 6);
        refusedBySocket(send(world, bob, id, "{}"));
        refused(Code.INVALID_ARGUMENT, () -> list(world, BOB, id, true, 9, ""));
        assertThat(list(world, ANN, id, true, 9, "").getMessagesList())
                .extracting(message -> message.getCode().getValue())
                .containsExactly(3, 4, 4, 7, 9, 5, 6, 8);
        world.groups.delete(group, ANN);
        refusedBySocket(send(world, ann, id, "{}"));
        assertThat(world.chat.list(ChannelId.parse(id), true, 9, "").getMessagesCount()).isZero();
    }

    @OnEveryDatabase
    void historyIsPagedBothWays(Database database) {
        var world = new SocialWorld(database);
        var room = ChannelId.room("r.with.dots");
        for (int i = 0; i < 7; i++) {
            world.chat.send(room, ANN, "ann", "{\"n\":" + i + "}", true);
        }
        String id = room.toString();
        ChannelMessageList one = list(world, DAN, id, true, 3, "");
        assertThat(contents(one)).containsExactly("{\"n\":0}", "{\"n\":1}", "{\"n\":2}");
        assertThat(one.getPrevCursor()).isEmpty();
        ChannelMessageList two = list(world, DAN, id, true, 3, one.getNextCursor());
        assertThat(contents(two)).containsExactly("{\"n\":3}", "{\"n\":4}", "{\"n\":5}");
        ChannelMessageList three = list(world, DAN, id, true, 3, two.getNextCursor());
        assertThat(contents(three)).containsExactly("{\"n\":6}");
        assertThat(three.getNextCursor()).isEmpty();
        assertThat(contents(list(world, DAN, id, true, 3, three.getPrevCursor())))
                .containsExactly("{\"n\":3}", "{\"n\":4}", "{\"n\":5}");
        ChannelMessageList back = list(world, DAN, id, true, 3, two.getPrevCursor());
        assertThat(contents(back)).containsExactly("{\"n\":0}", "{\"n\":1}", "{\"n\":2}");
        assertThat(back.getPrevCursor()).isEmpty();

        ChannelMessageList newest = list(world, DAN, id, false, 4, "");
        assertThat(contents(newest))
                .containsExactly("{\"n\":6}", "{\"n\":5}", "{\"n\":4}", "{\"n\":3}");
        ChannelMessageList older = list(world, DAN, id, false, 4, newest.getNextCursor());
        assertThat(contents(older)).containsExactly("{\"n\":2}", "{\"n\":1}", "{\"n\":0}");
        assertThat(older.getNextCursor()).isEmpty();
        assertThat(contents(list(world, DAN, id, false, 4, older.getPrevCursor())))
                .containsExactly("{\"n\":6}", "{\"n\":5}", "{\"n\":4}", "{\"n\":3}");

        String later = newest.getCacheableCursor();
        ChannelMessageList none = list(world, DAN, id, true, 4, later);
        assertThat(none.getMessagesCount()).isZero();
        world.chat.send(room, null, "", "{\"n\":7}", true);
        assertThat(contents(list(world, DAN, id, true, 4, none.getCacheableCursor())))
                .containsExactly("{\"n\":7}");

        refused(Code.INVALID_ARGUMENT, () -> list(world, DAN, id, false, 3, one.getNextCursor()));
        refused(
                Code.INVALID_ARGUMENT,
                () -> list(world, DAN, "2...r", true, 3, one.getNextCursor()));
        refused(Code.INVALID_ARGUMENT, () -> list(world, DAN, id, true, 3, "x"));
        refused(Code.INVALID_ARGUMENT, () -> list(world, DAN, id, true, 0, ""));
        refused(Code.INVALID_ARGUMENT, () -> list(world, DAN, id, true, 101, ""));
    }

    @OnEveryDatabase
    void channelIdsAndTargetsThatAreNoneAreRefused(Database database) {
        var world = new SocialWorld(database);
        Session ann = world.connect(ANN);
        for (String room : List.of("", "x".repeat(65), "a\nb")) {
            refusedBySocket(join(world, ann, 1, room, true));
        }
        refusedBySocket(join(world, ann, 4, "r", true));
        refusedBySocket(join(world, ann, -1, "r", true));
        for (String user :
                List.of(
                        "x",
                        ANN.toString(),
                        new UUID(9, 9).toString(),
                        new UUID(0, 0).toString())) {
            refusedBySocket(join(world, ann, 2, user, true));
        }
        refusedBySocket(join(world, ann, 3, "x", true));
        refusedBySocket(join(world, ann, 3, new UUID(9, 9).toString(), true));
        for (String id :
                List.of(
                        "",
                        "2",
                        "2...",
                        "2..x.r",
                        "5...r",
                        "3.x..",
                        "3." + ANN + "..x",
                        "4." + BOB + "." + ANN + ".",
                        "4." + ANN + "." + ANN + ".")) {
            refusedBySocket(send(world, ann, id, "{}"));
            refused(Code.INVALID_ARGUMENT, () -> list(world, ANN, id, true, 9, ""));
        }
        join(world, ann, 1, "r", true);
        refusedBySocket(send(world, ann, "2...r", "[]"));
        refusedBySocket(send(world, ann, "2...r", ""));
        refusedBySocket(update(world, ann, "2...r", "x", "{}"));
        refusedBySocket(remove(world, ann, "2...r", UUID.randomUUID().toString()));
        refusedBySocket(send(world, ann, "2...other", "{}"));
    }

    @OnEveryDatabase
    void aFloodIsRefusedAndPasses(Database database) {
        var world = new SocialWorld(database, new ChatConfig(new Rate(2, 3), 0, 0, 0));
        Session ann = world.connect(ANN);
        join(world, ann, 1, "r", false);
        send(world, ann, "2...r", "{}");
        send(world, ann, "2...r", "{}");
        refusedBySocket(send(world, ann, "2...r", "{}"));
        assertThat(world.chat.floodCount()).isEqualTo(1);
        world.pass(600);
        assertThat(send(world, ann, "2...r", "{}").hasChannelMessageAck()).isTrue();
    }

    @OnEveryDatabase
    void messagesAreKeptAsLongAsTheirChannelsTypeSays(Database database) {
        var world = new SocialWorld(database, new ChatConfig(new Rate(20, 40), 60, 0, 0));
        var room = ChannelId.room("r");
        var direct = ChannelId.direct(ANN, BOB);
        world.chat.send(room, ANN, "ann", "{}", true);
        world.chat.send(direct, ANN, "ann", "{}", true);
        assertThat(world.messages.sweep()).isZero();
        world.pass(61_000);
        world.chat.send(room, ANN, "ann", "{\"new\":1}", true);
        assertThat(world.messages.sweep()).isEqualTo(1);
        assertThat(contents(world.chat.list(room, true, 9, ""))).containsExactly("{\"new\":1}");
        assertThat(world.chat.list(direct, true, 9, "").getMessagesCount()).isEqualTo(1);
    }

    @OnEveryDatabase
    void theServerModerates(Database database) {
        var world = new SocialWorld(database);
        var room = ChannelId.room("r");
        UUID id = sent(world, room, ANN);
        world.chat.update(room, id, null, "", "{\"m\":1}", true);
        assertThat(contents(world.chat.list(room, true, 9, ""))).containsExactly("{\"m\":1}");
        refused(Code.INVALID_ARGUMENT, () -> world.chat.remove(room, id, BOB, "bob", true));
        world.chat.remove(room, id, null, "", true);
        assertThat(world.chat.list(room, true, 9, "").getMessagesCount()).isZero();
        refused(Code.NOT_FOUND, () -> sent(world, room, new UUID(9, 9)));
        UUID system = sent(world, room, null);
        assertThat(world.chat.list(room, true, 9, "").getMessages(0).getMessageId())
                .isEqualTo(system.toString());
    }

    private static UUID sent(SocialWorld world, ChannelId channel, @Nullable UUID sender) {
        return UUID.fromString(world.chat.send(channel, sender, "", "{}", true).getMessageId());
    }
}
