package io.kaosnet.server;

import io.kaosnet.core.account.Accounts;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.chat.Chat;
import io.kaosnet.core.chat.ChatMessages;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.friend.Friends;
import io.kaosnet.core.friend.ProviderFriends;
import io.kaosnet.core.group.GroupApi;
import io.kaosnet.core.group.Groups;
import io.kaosnet.core.module.ServerDoors;
import io.kaosnet.core.notification.Notice;
import io.kaosnet.core.notification.Notifications;
import io.kaosnet.core.presence.Presences;
import io.kaosnet.core.realtime.RealtimeRouter;
import io.kaosnet.core.script.ScriptFunctions;
import io.kaosnet.core.session.Sessions;
import io.kaosnet.core.social.ChannelDoor;
import io.kaosnet.core.social.FriendDoor;
import io.kaosnet.core.social.GroupDoor;
import io.kaosnet.core.social.NotificationDoor;
import io.kaosnet.scripting.functions.ChatFunctions;
import io.kaosnet.scripting.functions.FriendFunctions;
import io.kaosnet.scripting.functions.GroupFunctions;
import io.kaosnet.scripting.functions.NotificationFunctions;
import io.kaosnet.server.config.SocialConfig;
import io.kaosnet.server.metrics.ServerMetrics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What players have to do with each other, put together: notifications, friends, groups, chat.
/// Owned by the thread that starts the server; one thread of its own removes what has expired.
final class SocialFeatures implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SocialFeatures.class);
    private static final long SWEEP_PERIOD_SEC = 60;

    private final Notifications notifications;
    private final ProviderFriends imports;
    private final Friends friends;
    private final Groups groups;
    private final ChatMessages messages;
    private final Chat chat;
    private final Sessions sessions;
    private final Map<String, IntSupplier> sweepings = new LinkedHashMap<>();
    private final Thread sweeper;
    private volatile boolean isClosed;

    SocialFeatures(
            SocialConfig config,
            Database database,
            Accounts accounts,
            Sessions sessions,
            Presences presences,
            Clock clock) {
        this.sessions = sessions;
        notifications = new Notifications(database, sessions, presences, clock);
        imports = new ProviderFriends(config.imports(), accounts);
        friends = new Friends(database, accounts, notifications, presences, imports, clock);
        messages = new ChatMessages(config.chat(), database, presences, clock);
        groups = new Groups(database, accounts, notifications, presences, messages, clock);
        chat =
                new Chat(
                        config.chat(),
                        messages,
                        accounts,
                        friends,
                        groups,
                        notifications,
                        presences,
                        clock);
        // Before the connections of a banned user are closed.
        accounts.listen(
                (user, isDeleted) -> {
                    if (!isDeleted) {
                        notifications.push(List.of(Notice.banned(user)));
                    }
                });
        sweeping("notifications", notifications::sweep);
        sweeping("chat messages", messages::sweep);
        sweeper = Thread.ofVirtual().name("sweeper").unstarted(this::sweep);
    }

    void bind(Endpoints.Builder endpoints, RealtimeRouter router) {
        notifications.bind(endpoints);
        friends.bind(endpoints);
        new GroupApi(groups).bind(endpoints);
        chat.bind(endpoints, router, sessions);
    }

    void bind(ScriptFunctions functions) {
        NotificationFunctions.bind(functions, notifications);
        FriendFunctions.bind(functions, friends);
        GroupFunctions.bind(functions, groups);
        ChatFunctions.bind(functions, chat);
    }

    /// The features as game code sees them.
    ServerDoors.Social doors() {
        return new ServerDoors.Social(
                new NotificationDoor(notifications),
                new FriendDoor(friends),
                new GroupDoor(groups),
                new ChannelDoor(chat));
    }

    Notifications notifications() {
        return notifications;
    }

    void bindMetrics(ServerMetrics metrics) {
        metrics.count("kaosnet_notifications", notifications::sentCount);
        metrics.count("kaosnet_chat_messages", messages::sentCount);
        metrics.count("kaosnet_chat_flood_refused", chat::floodCount);
    }

    void start() {
        sweeper.start();
    }

    /// Has something that expires removed from time to time. To be called before the start.
    void sweeping(String what, IntSupplier sweeping) {
        sweepings.put(what, sweeping);
    }

    private void sweep() {
        while (!isClosed) {
            sweepings.forEach(this::sweep);
            try {
                TimeUnit.SECONDS.sleep(SWEEP_PERIOD_SEC);
            } catch (InterruptedException _) {
                return; // Closed.
            }
        }
    }

    private void sweep(String what, IntSupplier sweeping) {
        try {
            int count = sweeping.getAsInt();
            if (count > 0) {
                LOG.info("expired {} removed count={}", what, count);
            }
        } catch (RuntimeException e) {
            if (!isClosed) {
                LOG.warn("removing expired {} failed; tried again later", what, e);
            }
        }
    }

    @Override
    public void close() {
        isClosed = true;
        sweeper.interrupt();
        imports.close();
    }
}
