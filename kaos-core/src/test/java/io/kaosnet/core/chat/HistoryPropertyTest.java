package io.kaosnet.core.chat;

import static io.kaosnet.core.social.SocialWorld.ANN;
import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.OnEveryDatabase;
import io.kaosnet.core.social.SocialWorld;
import io.kaosnet.protocol.api.ChannelMessage;
import io.kaosnet.protocol.api.ChannelMessageList;
import io.kaosnet.testkit.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// History against a list, and while others write and remove.
final class HistoryPropertyTest {
    private static final ChannelId ROOM = ChannelId.room("r");

    private static UUID send(SocialWorld world, String content) {
        String id = world.chat.send(ROOM, ANN, "ann", content, true).getMessageId();
        return UUID.fromString(id);
    }

    private static List<String> ids(ChannelMessageList list) {
        return list.getMessagesList().stream().map(ChannelMessage::getMessageId).toList();
    }

    @OnEveryDatabase
    void pagesBothWaysAreTheListAndItsReverse(Database database) {
        Property.check(
                3,
                random -> {
                    var world = new SocialWorld(database);
                    world.database.write(
                            tx -> {
                                ChatStore.forget(tx, ROOM);
                                return true;
                            });
                    List<String> model = new ArrayList<>();
                    int count = random.nextInt(30);
                    for (int i = 0; i < count; i++) {
                        world.pass(random.nextInt(3));
                        model.add(send(world, "{}").toString());
                        if (random.nextInt(4) == 0) {
                            int index = random.nextInt(model.size());
                            UUID gone = UUID.fromString(model.remove(index));
                            world.chat.remove(ROOM, gone, ANN, "ann", true);
                        }
                    }
                    int limit = 1 + random.nextInt(6);
                    for (boolean forward : new boolean[] {true, false}) {
                        List<String> expected = forward ? model : model.reversed();
                        String cursor = "";
                        String last = "";
                        List<String> seen = new ArrayList<>();
                        do {
                            ChannelMessageList page = world.chat.list(ROOM, forward, limit, cursor);
                            seen.addAll(ids(page));
                            cursor = page.getNextCursor();
                            last = page.getPrevCursor();
                        } while (!cursor.isEmpty());
                        assertThat(seen).isEqualTo(expected);
                        List<String> back = new ArrayList<>();
                        while (!last.isEmpty()) {
                            ChannelMessageList page = world.chat.list(ROOM, forward, limit, last);
                            back.addAll(0, ids(page));
                            last = page.getPrevCursor();
                        }
                        assertThat(back).isEqualTo(expected.subList(0, back.size()));
                        int lastPage = expected.size() - back.size();
                        assertThat(lastPage).isLessThanOrEqualTo(limit);
                    }
                });
    }

    @OnEveryDatabase
    void aReaderMeetsEveryMessageOnceWhileOthersWriteAndRemove(Database database) throws Exception {
        var world = new SocialWorld(database);
        int writers = 4;
        int each = 25;
        var left = new AtomicInteger(writers);
        List<Callable<List<String>>> callers = new ArrayList<>();
        for (int w = 0; w < writers; w++) {
            callers.add(
                    () -> {
                        List<String> stay = new ArrayList<>();
                        for (int i = 0; i < each; i++) {
                            UUID id = send(world, "{}");
                            if (i % 5 == 4) {
                                world.chat.remove(ROOM, id, ANN, "ann", true);
                            } else {
                                stay.add(id.toString());
                            }
                        }
                        left.decrementAndGet();
                        return stay;
                    });
        }
        callers.add(
                () -> {
                    List<String> seen = new ArrayList<>();
                    String cursor = "";
                    boolean isLast;
                    do {
                        isLast = left.get() == 0;
                        ChannelMessageList page;
                        do {
                            page = world.chat.list(ROOM, true, 7, cursor);
                            cursor = page.getCacheableCursor();
                            seen.addAll(ids(page));
                        } while (page.getMessagesCount() > 0);
                    } while (!isLast);
                    return seen;
                });
        List<List<String>> results = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<List<String>> caller : threads.invokeAll(callers)) {
                results.add(caller.get());
            }
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
        List<String> seen = results.removeLast();
        assertThat(seen).doesNotHaveDuplicates();
        for (List<String> stayed : results) {
            assertThat(seen).containsSubsequence(stayed);
        }
    }
}
