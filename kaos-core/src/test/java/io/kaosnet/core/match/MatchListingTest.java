package io.kaosnet.core.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.match.MatchWorld.Script;
import io.kaosnet.runtime.MatchInit;
import io.kaosnet.runtime.Matches.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class MatchListingTest {
    private final MatchWorld world = new MatchWorld();
    private final Script script = new Script();

    MatchListingTest() {
        world.handlers.put("game", () -> script);
    }

    private MatchId create() {
        return world.hosted.create("game", Map.of());
    }

    @Test
    void listingFindsByLabelQueryAndSizeInPages() {
        List<MatchId> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            script.init = new MatchInit(10, "{\"level\":" + i + ",\"mode\":\"m\"}");
            ids.add(create());
        }
        var listing = new MatchListing(world.hosted, world.presences);
        assertThat(names(listing, filter(10, null, "+label.level:>=2 -label.level:3", null)))
                .containsExactly(ids.get(4).toString(), ids.get(2).toString());
        assertThat(names(listing, filter(10, null, "label.level:1^2 label.mode:m", null)))
                .startsWith(ids.get(1).toString());
        assertThat(names(listing, filter(10, "{\"level\":3,\"mode\":\"m\"}", null, null)))
                .containsExactly(ids.get(3).toString());
        assertThat(names(listing, filter(10, null, "tick_rate:10 handler_name:game", null)))
                .hasSize(5);
        List<String> pages = new ArrayList<>();
        String cursor = null;
        do {
            var page = listing.list(filter(2, null, "*", cursor), 100);
            page.matches().forEach(match -> pages.add(match.matchId()));
            cursor = page.cursor();
        } while (cursor != null);
        assertThat(pages)
                .containsExactlyElementsOf(ids.reversed().stream().map(String::valueOf).toList());
        assertThat(world.join(world.connect(new UUID(0, 1)), ids.get(0), Map.of()))
                .isInstanceOf(MatchJoinAttempt.Joined.class);
        assertThat(listing.list(new Filter(10, true, null, 1, 5, null, null), 100).matches())
                .extracting(match -> match.matchId())
                .containsExactly(ids.get(0).toString());
    }

    @Test
    void labelChangeIsListedAtOnce() {
        script.onLoop = (match, _) -> match.dispatcher().updateLabel("{\"open\":false}");
        MatchId id = create();
        var listing = new MatchListing(world.hosted, world.presences);
        world.run(100);
        assertThat(names(listing, filter(1, null, "+label.open:F", null)))
                .containsExactly(id.toString());
    }

    private static Filter filter(
            int limit, @Nullable String label, @Nullable String query, @Nullable String cursor) {
        return new Filter(limit, null, label, null, null, query, cursor);
    }

    private static List<String> names(MatchListing listing, Filter filter) {
        return listing.list(filter, 100).matches().stream().map(m -> m.matchId()).toList();
    }

    @Test
    void malformedListingsAreRefused() {
        var listing = new MatchListing(world.hosted, world.presences);
        for (Filter bad :
                List.of(
                        filter(0, null, null, null),
                        filter(101, null, null, null),
                        new Filter(1, null, null, -1, null, null, null),
                        new Filter(1, null, null, 3, 2, null, null),
                        new Filter(1, false, "x", null, null, null, null),
                        filter(1, null, null, "nonsense"),
                        filter(1, null, ">", null))) {
            assertThatThrownBy(() -> listing.list(bad, 100))
                    .isInstanceOfSatisfying(
                            ApiException.class,
                            e -> assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT));
        }
    }
}
