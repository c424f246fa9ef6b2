package io.kaosnet.core.social;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import io.kaosnet.core.account.Accounts;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Caller;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.api.Endpoint;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.api.Identity;
import io.kaosnet.core.api.Origin;
import io.kaosnet.core.chat.Chat;
import io.kaosnet.core.chat.ChatConfig;
import io.kaosnet.core.chat.ChatMessages;
import io.kaosnet.core.clock.HandClock;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.friend.FriendImports;
import io.kaosnet.core.friend.Friends;
import io.kaosnet.core.group.GroupApi;
import io.kaosnet.core.group.Groups;
import io.kaosnet.core.notification.Notifications;
import io.kaosnet.core.presence.Presences;
import io.kaosnet.core.realtime.RealtimeHooks;
import io.kaosnet.core.realtime.RealtimeRouter;
import io.kaosnet.core.session.RecordingClient;
import io.kaosnet.core.session.Session;
import io.kaosnet.core.session.Sessions;
import io.kaosnet.core.status.Status;
import io.kaosnet.protocol.api.Notification;
import io.kaosnet.protocol.api.Service;
import io.kaosnet.protocol.realtime.Envelope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// A node with the social features on a database, whose time is moved by hand, and its callers.
public final class SocialWorld {
    public static final UUID ANN = new UUID(7, 1);
    public static final UUID BOB = new UUID(7, 2);
    public static final UUID CID = new UUID(7, 3);
    public static final UUID DAN = new UUID(7, 4);

    public final HandClock clock = new HandClock();
    public final Database database;
    public final Sessions sessions = new Sessions();
    public final Presences presences = new Presences("n1", sessions);
    public final Notifications notifications;
    public final Accounts accounts;
    public final Friends friends;
    public final Groups groups;
    public final ChatMessages messages;
    public final Chat chat;
    private final RealtimeRouter router = new RealtimeRouter(RealtimeHooks.NONE, (_, _) -> {});
    private final AtomicLong cids = new AtomicLong();
    private final Endpoints endpoints;

    /// With the users ann, bob, cid and dan.
    public SocialWorld(Database database) {
        this(database, ChatConfig.DEFAULT);
    }

    public SocialWorld(Database database, ChatConfig config) {
        this.database = database;
        var builder = Endpoints.builder(Service.getDescriptor().findServiceByName("Nakama"));
        notifications = new Notifications(database, sessions, presences, clock);
        notifications.bind(builder);
        accounts = new Accounts(database, user -> Status.isOnline(presences, user), clock);
        friends =
                new Friends(
                        database, accounts, notifications, presences, FriendImports.NONE, clock);
        friends.bind(builder);
        messages = new ChatMessages(config, database, presences, clock);
        groups = new Groups(database, accounts, notifications, presences, messages, clock);
        new GroupApi(groups).bind(builder);
        chat =
                new Chat(
                        config,
                        messages,
                        accounts,
                        friends,
                        groups,
                        notifications,
                        presences,
                        clock);
        chat.bind(builder, router, sessions);
        endpoints = builder.build();
        addUser(ANN, "ann");
        addUser(BOB, "bob");
        addUser(CID, "cid");
        addUser(DAN, "dan");
    }

    public long nowMs() {
        return clock.nowMs();
    }

    /// Moves the time, also back.
    public void pass(long ms) {
        clock.passMs(ms);
    }

    public void addUser(UUID id, String name) {
        database.write(
                tx ->
                        tx.sql(
                                        "INSERT INTO users (id, username, create_time, update_time)"
                                                + " VALUES (?, ?, 1, 1) ON CONFLICT DO NOTHING")
                                .bind(id)
                                .bind(name)
                                .update());
    }

    public static String name(UUID user) {
        return user.getMostSignificantBits() == 7 && user.getLeastSignificantBits() <= 4
                ? List.of("", "ann", "bob", "cid", "dan").get((int) user.getLeastSignificantBits())
                : "u" + user.getLeastSignificantBits();
    }

    private static Identity identity(UUID user) {
        return new Identity(user, name(user), Map.of(), "t", 0, Long.MAX_VALUE);
    }

    /// A call as a gateway makes it.
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public <R extends Message> R call(UUID user, String name, Message.Builder request) {
        var endpoint = (Endpoint<Message, R>) endpoints.find(name);
        assertThat(endpoint).isNotNull();
        return endpoint.handler()
                .handle(new Caller(identity(user), Origin.SERVER), request.build());
    }

    /// The call is refused with the code.
    public static void refused(Code code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).as(e.text()).isEqualTo(code));
    }

    public Session connect(UUID user) {
        var origin = new Origin("10.0.0.1", 99, "en", UUID.randomUUID(), Map.of(), Map.of());
        var session = new Session(identity(user), origin, new RecordingClient(), true);
        sessions.open(session);
        return session;
    }

    /// What the session got since the last call.
    public static List<Envelope> received(Session session) {
        return ((RecordingClient) session.outbound()).take();
    }

    /// The notifications among what the session got since the last call.
    public static List<Notification> notices(Session session) {
        List<Notification> notices = new ArrayList<>();
        for (Envelope envelope : received(session)) {
            notices.addAll(envelope.getNotifications().getNotificationsList());
        }
        return notices;
    }

    /// Sends a message as the session's client does, and waits for the answer.
    ///
    /// @return the envelope with the request's cid; pushes stay with [#received]
    public Envelope ask(Session session, Envelope.Builder request) {
        String cid = Long.toString(cids.incrementAndGet());
        var client = (RecordingClient) session.outbound();
        client.execute(() -> router.handle(session, request.setCid(cid).build()));
        return client.awaitReply(cid);
    }
}
