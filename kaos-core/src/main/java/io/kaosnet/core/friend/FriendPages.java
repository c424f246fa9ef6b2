package io.kaosnet.core.friend;

import io.kaosnet.core.friend.FriendStore.Range;
import io.kaosnet.core.friend.FriendStore.Stamp;
import io.kaosnet.core.thread.LaneThread;
import io.kaosnet.protocol.api.Friend;
import io.kaosnet.protocol.api.FriendList;
import io.kaosnet.protocol.api.User;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Long pages of friends as they were last answered, the least recently asked for given up first.
/// Clients ask again and again, to see who is online; most of what a page costs is to read each
/// row and to make a message of it. Whether a page is still right is for its [Stamp] to say, but
/// for who is online. Safe from any thread.
final class FriendPages {
    /// A shorter page is read as fast.
    private static final int LEAST_FRIENDS = 50;

    /// Of all pages together, about 150 bytes each beside the users.
    private static final int MOST_FRIENDS = 1 << 16;

    /// More than these are too many for a lane to look at.
    private static final int LANE_FRIENDS = 200;

    private final Predicate<UUID> isOnline;

    /// By when they were asked for. Guarded by itself.
    private final LinkedHashMap<Range, Kept> pages = new LinkedHashMap<>(16, 0.75f, true);

    /// Guarded by `pages`.
    private int friends;

    /// A page as of a stamp.
    ///
    /// @param ids of its friends, in the same order
    record Kept(Stamp stamp, FriendList list, List<UUID> ids) {}

    /// @param isOnline whether a user has a status on any socket
    FriendPages(Predicate<UUID> isOnline) {
        this.isOnline = isOnline;
    }

    @Nullable Kept find(Range range) {
        synchronized (pages) {
            return pages.get(range);
        }
    }

    void keep(Range range, Kept page) {
        if (page.ids.size() < LEAST_FRIENDS) {
            return;
        }
        synchronized (pages) {
            Kept before = pages.put(range, page);
            friends += page.ids.size() - (before == null ? 0 : before.ids.size());
            var eldest = pages.entrySet().iterator();
            while (friends > MOST_FRIENDS) {
                Map.Entry<Range, Kept> given = eldest.next();
                friends -= given.getValue().ids.size();
                eldest.remove();
            }
        }
    }

    /// A page whose stamp is still right, with who is online now: the same message as before when
    /// nobody has come or gone.
    FriendList asOfNow(Range range, Kept page) {
        if (page.ids.size() > LANE_FRIENDS) {
            LaneThread.leaveLane();
        }
        FriendList.Builder changed = null;
        for (int i = 0; i < page.ids.size(); i++) {
            Friend friend = page.list.getFriends(i);
            User user = friend.getUser();
            boolean isOnlineNow = isOnline.test(page.ids.get(i));
            if (user.getOnline() != isOnlineNow) {
                changed = changed == null ? page.list.toBuilder() : changed;
                User now = user.toBuilder().setOnline(isOnlineNow).build();
                changed.setFriends(i, friend.toBuilder().setUser(now));
            }
        }
        if (changed == null) {
            return page.list;
        }
        FriendList list = changed.build();
        keep(range, new Kept(page.stamp, list, page.ids));
        return list;
    }
}
