package io.kaosnet.core.party;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Int32Value;
import com.google.protobuf.StringValue;
import io.kaosnet.core.query.Query;
import io.kaosnet.protocol.api.ListPartiesRequest;
import io.kaosnet.protocol.api.Party;
import io.kaosnet.protocol.api.PartyList;
import io.kaosnet.testkit.Property;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// A listing out of the index is what looking at every party would find.
class PartyListingPropertyTest {
    private static final String[] MODES = {"duel", "arena", "7"};

    private PartyRoom room(RandomGenerator random, long order) {
        return new PartyRoom(
                order,
                new UUID(1, order),
                "n1",
                4,
                random.nextBoolean(),
                random.nextInt(8) == 0,
                label(random),
                1000);
    }

    private static String label(RandomGenerator random) {
        return random.nextBoolean()
                ? "{\"mode\":\"%s\",\"level\":%d}"
                        .formatted(MODES[random.nextInt(MODES.length)], random.nextInt(5))
                : "{\"mode\":7,\"tags\":[\"a\",\"t%d\"]}".formatted(random.nextInt(3));
    }

    private static String query(RandomGenerator random) {
        String[] clauses = {
            "label.mode:duel",
            "label.mode:7",
            "label.level:3",
            "label.tags:a",
            "label.tags:t1",
            "label.level:>=2",
            "label.mode:*a*",
            "open:T",
            "label.none:x"
        };
        var query = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            query.append(random.nextInt(3) == 0 ? " " : random.nextInt(4) == 0 ? " -" : " +");
            query.append(clauses[random.nextInt(clauses.length)]);
            query.append(random.nextInt(3) == 0 ? "^2" : "");
        }
        return random.nextInt(3) == 0
                ? query.toString().replace("+", "").strip()
                : query.toString().strip();
    }

    @Test
    void pagesAreWhatLookingAtEveryPartyFinds() {
        Property.check(
                500,
                random -> {
                    var index = new PartyIndex();
                    List<PartyRoom> rooms = new ArrayList<>();
                    for (int i = 0; i < 40; i++) {
                        PartyRoom room = room(random, i);
                        index.add(room);
                        rooms.add(room);
                    }
                    for (int i = 0; i < 8; i++) {
                        PartyRoom gone = rooms.remove(random.nextInt(rooms.size()));
                        index.remove(gone);
                    }
                    String text = query(random);
                    Query query = Query.parse(text);
                    List<String> expected =
                            rooms.stream()
                                    .filter(room -> !room.listed().hidden())
                                    .filter(room -> query.matches(room.listed().document()))
                                    .sorted(
                                            Comparator.<PartyRoom>comparingDouble(
                                                            r -> query.score(r.listed().document()))
                                                    .thenComparingLong(room -> room.order)
                                                    .reversed())
                                    .map(room -> room.idText)
                                    .toList();
                    assertThat(pages(new PartyListing(index), text, random.nextInt(1, 12)))
                            .as(text)
                            .isEqualTo(expected);
                });
    }

    private List<String> pages(PartyListing listing, String query, int limit) {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        do {
            PartyList page =
                    listing.list(
                            ListPartiesRequest.newBuilder()
                                    .setLimit(Int32Value.of(limit))
                                    .setQuery(StringValue.of(query))
                                    .setCursor(StringValue.of(cursor))
                                    .build(),
                            false);
            page.getPartiesList().stream().map(Party::getPartyId).forEach(ids::add);
            cursor = page.getCursor();
        } while (!cursor.isEmpty());
        return ids;
    }
}
