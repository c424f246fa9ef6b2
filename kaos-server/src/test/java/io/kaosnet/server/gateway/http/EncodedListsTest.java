package io.kaosnet.server.gateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.protocol.api.Friend;
import io.kaosnet.protocol.api.FriendList;
import io.kaosnet.protocol.api.LeaderboardRecord;
import io.kaosnet.protocol.api.LeaderboardRecordList;
import io.kaosnet.protocol.json.MessageJson;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class EncodedListsTest {
    private final EncodedLists lists = new EncodedLists();

    private static FriendList friends(int count, String metadata) {
        var list = FriendList.newBuilder();
        for (int i = 0; i < count; i++) {
            list.addFriends(Friend.newBuilder().setMetadata(metadata));
        }
        return list.build();
    }

    @Test
    void aLongListIsWrittenTwiceForEachMessage() {
        FriendList friends = friends(100, "{}");
        byte[] first = lists.toBytes(friends);
        byte[] json = lists.toBytes(friends);
        assertThat(first).isEqualTo(MessageJson.rest().toBytes(friends)).isEqualTo(json);
        assertThat(json).isNotSameAs(first);
        assertThat(lists.toBytes(friends)).isSameAs(json);
        FriendList changed =
                friends.toBuilder().setFriends(0, Friend.newBuilder().setMetadata("x")).build();
        assertThat(new String(lists.toBytes(changed), UTF_8)).contains("\"x\"");
        var records = LeaderboardRecordList.newBuilder();
        for (int i = 0; i < 100; i++) {
            records.addRecords(LeaderboardRecord.newBuilder().setScore(i));
        }
        LeaderboardRecordList top = records.build();
        assertThat(lists.toBytes(top)).isEqualTo(MessageJson.rest().toBytes(top));
        assertThat(lists.toBytes(top)).isSameAs(lists.toBytes(top));
        assertThat(lists.toBytes(friends)).isEqualTo(json);
    }

    @Test
    void allTextsTogetherAreBounded() {
        String metadata = "m".repeat(12_000);
        List<FriendList> all = new ArrayList<>();
        Set<byte[]> texts = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < 250; i++) {
            FriendList list = friends(25, metadata);
            all.add(list);
            lists.toBytes(list);
            texts.add(lists.toBytes(list));
        }
        long keptBytes = 0;
        for (FriendList list : all) {
            byte[] text = lists.toBytes(list);
            keptBytes += texts.contains(text) ? text.length : 0;
        }
        assertThat(keptBytes).isPositive().isLessThanOrEqualTo(32 << 20);
    }
}
