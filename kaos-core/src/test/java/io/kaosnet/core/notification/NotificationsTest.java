package io.kaosnet.core.notification;

import static io.kaosnet.core.social.SocialWorld.ANN;
import static io.kaosnet.core.social.SocialWorld.BOB;
import static io.kaosnet.core.social.SocialWorld.CID;
import static io.kaosnet.core.social.SocialWorld.notices;
import static io.kaosnet.core.social.SocialWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Int32Value;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.OnEveryDatabase;
import io.kaosnet.core.session.Session;
import io.kaosnet.core.social.SocialWorld;
import io.kaosnet.protocol.api.DeleteNotificationsRequest;
import io.kaosnet.protocol.api.ListNotificationsRequest;
import io.kaosnet.protocol.api.Notification;
import io.kaosnet.protocol.api.NotificationList;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

final class NotificationsTest {
    private static Notice notice(UUID user, String subject, @Nullable UUID sender, boolean keep) {
        return new Notice(UUID.randomUUID(), user, subject, "{\"a\":1}", 7, sender, keep, 0);
    }

    private static NotificationList list(SocialWorld world, UUID user, int limit, String cursor) {
        return world.call(
                user,
                "ListNotifications",
                ListNotificationsRequest.newBuilder()
                        .setLimit(Int32Value.of(limit))
                        .setCacheableCursor(cursor));
    }

    private static List<String> subjects(NotificationList list) {
        return list.getNotificationsList().stream().map(Notification::getSubject).toList();
    }

    @OnEveryDatabase
    void persistentOnesAreKeptAndAllArePushed(Database database) {
        var world = new SocialWorld(database);
        Session ann = world.connect(ANN);
        Session bob = world.connect(BOB);
        notices(ann);
        world.notifications.send(
                List.of(notice(ANN, "kept", BOB, true), notice(ANN, "passing", null, false)));
        List<Notification> pushed = notices(ann);
        assertThat(pushed).extracting(Notification::getSubject).containsExactly("kept", "passing");
        assertThat(pushed).extracting(Notification::getPersistent).containsExactly(true, false);
        assertThat(pushed.get(1).getSenderId()).isEqualTo(new UUID(0, 0).toString());
        assertThat(notices(bob)).isEmpty();

        NotificationList listed = list(world, ANN, 10, "");
        assertThat(subjects(listed)).containsExactly("kept");
        Notification kept = listed.getNotifications(0);
        assertThat(kept.getId()).isEqualTo(pushed.getFirst().getId());
        assertThat(kept.getSenderId()).isEqualTo(BOB.toString());
        assertThat(kept.getContent().replace(" ", "")).isEqualTo("{\"a\":1}");
        assertThat(kept.getCode()).isEqualTo(7);
        assertThat(kept.getPersistent()).isTrue();
        assertThat(list(world, BOB, 10, "").getNotificationsCount()).isZero();
    }

    @OnEveryDatabase
    void theCacheableCursorShowsWhatIsNew(Database database) {
        var world = new SocialWorld(database);
        world.notifications.send(
                List.of(notice(ANN, "1", null, true), notice(ANN, "2", null, true)));
        world.notifications.send(List.of(notice(ANN, "3", null, true)));
        NotificationList first = list(world, ANN, 2, "");
        assertThat(subjects(first)).containsExactly("1", "2");
        NotificationList second = list(world, ANN, 2, first.getCacheableCursor());
        assertThat(subjects(second)).containsExactly("3");
        NotificationList none = list(world, ANN, 2, second.getCacheableCursor());
        assertThat(none.getNotificationsCount()).isZero();
        assertThat(none.getCacheableCursor()).isEqualTo(second.getCacheableCursor());
        world.pass(-60_000);
        world.notifications.send(List.of(notice(ANN, "4", null, true)));
        assertThat(subjects(list(world, ANN, 2, none.getCacheableCursor()))).containsExactly("4");
    }

    @OnEveryDatabase
    void onlyTheirUserDeletesThem(Database database) {
        var world = new SocialWorld(database);
        Notice notice = notice(ANN, "mine", null, true);
        world.notifications.send(List.of(notice));
        var request = DeleteNotificationsRequest.newBuilder().addIds(notice.id().toString());
        world.call(BOB, "DeleteNotifications", request);
        assertThat(list(world, ANN, 9, "").getNotificationsCount()).isEqualTo(1);
        world.call(ANN, "DeleteNotifications", request);
        assertThat(list(world, ANN, 9, "").getNotificationsCount()).isZero();
        world.call(ANN, "DeleteNotifications", request);
    }

    @OnEveryDatabase
    void mistakesAreRefused(Database database) {
        var world = new SocialWorld(database);
        Code bad = Code.INVALID_ARGUMENT;
        refused(bad, () -> list(world, ANN, 0, ""));
        refused(bad, () -> list(world, ANN, 101, ""));
        refused(bad, () -> list(world, ANN, 1, "nonsense"));
        String bobs = list(world, BOB, 1, "").getCacheableCursor();
        refused(bad, () -> list(world, ANN, 1, bobs));
        refused(
                bad,
                () ->
                        world.call(
                                ANN,
                                "DeleteNotifications",
                                DeleteNotificationsRequest.newBuilder().addIds("x")));
        refused(bad, () -> notice(ANN, "", null, true));
        refused(bad, () -> notice(ANN, "x".repeat(256), null, true));
        refused(bad, () -> Notice.of(ANN, "s", "[]", 1, BOB, true));
        refused(bad, () -> Notice.of(ANN, "s", "{}", 0, BOB, true));
        UUID nobody = new UUID(9, 9);
        refused(
                Code.NOT_FOUND,
                () ->
                        world.notifications.send(
                                List.of(
                                        notice(ANN, "a", null, true),
                                        notice(nobody, "b", null, true))));
        assertThat(list(world, ANN, 9, "").getNotificationsCount()).isZero();
    }

    @OnEveryDatabase
    void expiredOnesAreGone(Database database) {
        var world = new SocialWorld(database);
        Notice notice =
                new Notice(UUID.randomUUID(), ANN, "s", "{}", 1, null, true, world.nowMs() + 1000);
        world.notifications.send(List.of(notice, notice(ANN, "stays", null, true)));
        assertThat(list(world, ANN, 9, "").getNotificationsCount()).isEqualTo(2);
        assertThat(world.notifications.sweep()).isZero();
        world.pass(1001);
        assertThat(subjects(list(world, ANN, 9, ""))).containsExactly("stays");
        assertThat(world.notifications.sweep()).isEqualTo(1);
    }

    @OnEveryDatabase
    void theServerReadsMarksAndChangesThem(Database database) {
        var world = new SocialWorld(database);
        Notice notice = notice(ANN, "s", null, true);
        world.notifications.send(List.of(notice, notice(ANN, "t", null, true)));
        assertThat(world.notifications.countUnread(ANN)).isEqualTo(2);
        assertThat(world.notifications.setRead(ANN, List.of(notice.id()), true)).isEqualTo(1);
        assertThat(world.notifications.setRead(BOB, List.of(notice.id()), true)).isZero();
        assertThat(world.notifications.countUnread(ANN)).isEqualTo(1);
        world.notifications.setRead(ANN, List.of(notice.id()), false);
        assertThat(world.notifications.countUnread(ANN)).isEqualTo(2);

        world.notifications.update(
                List.of(new NotificationUpdate(notice.id(), "new", "{\"b\":2}", BOB)));
        world.notifications.update(List.of(new NotificationUpdate(notice.id(), null, null, null)));
        Notification changed = world.notifications.get(ANN, List.of(notice.id())).getFirst();
        assertThat(changed.getSubject()).isEqualTo("new");
        assertThat(changed.getContent().replace(" ", "")).isEqualTo("{\"b\":2}");
        assertThat(changed.getSenderId()).isEqualTo(BOB.toString());
        assertThat(world.notifications.get(BOB, List.of(notice.id()))).isEmpty();
        world.notifications.delete(null, List.of(notice.id()));
        assertThat(world.notifications.get(null, List.of(notice.id()))).isEmpty();
    }

    @OnEveryDatabase
    void everybodyGetsWhatIsSentToAll(Database database) {
        var world = new SocialWorld(database);
        Session ann = world.connect(ANN);
        notices(ann);
        world.notifications.sendToAll("all", "{}", 5, null, true);
        world.notifications.sendToAll("now", "{}", 5, null, false);
        assertThat(notices(ann)).extracting(Notification::getSubject).containsExactly("all", "now");
        for (UUID user : Set.of(ANN, BOB, CID)) {
            assertThat(subjects(list(world, user, 9, ""))).containsExactly("all");
        }
    }

    /// Readers that go on from their cursor while many write see each one once.
    @OnEveryDatabase
    void pagingMeetsEveryOneOnceWhileOthersWrite(Database database) throws Exception {
        var world = new SocialWorld(database);
        int writers = 4;
        int each = 25;
        var left = new AtomicInteger(writers);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Void>> writing = new ArrayList<>();
            for (int w = 0; w < writers; w++) {
                String prefix = w + "-";
                Callable<Void> write =
                        () -> {
                            for (int i = 0; i < each; i++) {
                                world.notifications.send(
                                        List.of(notice(ANN, prefix + i, null, true)));
                            }
                            left.decrementAndGet();
                            return null;
                        };
                writing.add(threads.submit(write));
            }
            List<String> seen = new ArrayList<>();
            String cursor = "";
            boolean isLast;
            do {
                isLast = left.get() == 0;
                NotificationList page;
                do {
                    page = list(world, ANN, 7, cursor);
                    cursor = page.getCacheableCursor();
                    seen.addAll(subjects(page));
                } while (page.getNotificationsCount() > 0);
            } while (!isLast);
            for (Future<Void> one : writing) {
                one.get();
            }
            assertThat(seen).doesNotHaveDuplicates().hasSize(writers * each);
        }
    }
}
