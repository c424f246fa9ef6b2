package io.kaosnet.core.rank;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.testkit.Property;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class RankingTest {
    private record Entry(UUID id, long score, long subscore) {}

    private static final Comparator<UUID> BYTES =
            (a, b) -> {
                int order =
                        Long.compareUnsigned(
                                a.getMostSignificantBits(), b.getMostSignificantBits());
                return order != 0
                        ? order
                        : Long.compareUnsigned(
                                a.getLeastSignificantBits(), b.getLeastSignificantBits());
            };
    private static final Comparator<Entry> ORDER =
            Comparator.comparingLong(Entry::score)
                    .thenComparingLong(Entry::subscore)
                    .thenComparing(Entry::id, BYTES);

    /// The same, done in the plainest way.
    private static final class Model {
        final Map<UUID, Entry> byId = new HashMap<>();
        final boolean isDescending;

        Model(boolean isDescending) {
            this.isDescending = isDescending;
        }

        List<Entry> sorted() {
            List<Entry> entries = new ArrayList<>(byId.values());
            entries.sort(isDescending ? ORDER.reversed() : ORDER);
            return entries;
        }
    }

    private static void put(Ranking ranking, Entry entry) {
        ranking.put(
                entry.id().getMostSignificantBits(),
                entry.id().getLeastSignificantBits(),
                entry.score(),
                entry.subscore());
    }

    private static int rank(Ranking ranking, UUID id) {
        return ranking.rank(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    private static List<Entry> visited(Ranking ranking, int from, int count) {
        List<Entry> entries = new ArrayList<>();
        ranking.visit(
                from,
                count,
                (rank, high, low, score, subscore) -> {
                    assertThat(rank).isEqualTo(from + entries.size());
                    entries.add(new Entry(new UUID(high, low), score, subscore));
                });
        return entries;
    }

    private static void compare(Ranking ranking, Model model, RandomGenerator random) {
        List<Entry> sorted = model.sorted();
        assertThat(ranking.size()).isEqualTo(sorted.size());
        assertThat(visited(ranking, 1, Integer.MAX_VALUE)).isEqualTo(sorted);
        for (int i = 0; i < Math.min(50, sorted.size()); i++) {
            int index = random.nextInt(sorted.size());
            Entry entry = sorted.get(index);
            assertThat(rank(ranking, entry.id())).isEqualTo(index + 1);
            assertThat(
                            ranking.countBefore(
                                    entry.score(),
                                    entry.subscore(),
                                    entry.id().getMostSignificantBits(),
                                    entry.id().getLeastSignificantBits()))
                    .isEqualTo(index);
            int count = random.nextInt(600);
            assertThat(visited(ranking, index + 1, count))
                    .isEqualTo(sorted.subList(index, Math.min(sorted.size(), index + count)));
        }
    }

    @Test
    void ranksAreThoseOfASortedList() {
        Property.check(
                30,
                random -> {
                    boolean isDescending = random.nextBoolean();
                    var ranking = new Ranking(isDescending);
                    var model = new Model(isDescending);
                    int ids = 1 + random.nextInt(random.nextBoolean() ? 40 : 20_000);
                    long scores = 1L + random.nextInt(random.nextBoolean() ? 5 : 1_000_000);
                    int removals = random.nextInt(6);
                    for (int i = 0; i < 30_000; i++) {
                        var id = new UUID(random.nextInt(2) * -7L, random.nextInt(ids) * -31L);
                        if (random.nextInt(10) < removals) {
                            assertThat(
                                            ranking.remove(
                                                    id.getMostSignificantBits(),
                                                    id.getLeastSignificantBits()))
                                    .isEqualTo(model.byId.remove(id) != null);
                            assertThat(rank(ranking, id)).isZero();
                        } else {
                            var entry =
                                    new Entry(
                                            id,
                                            random.nextLong(scores) - scores / 4,
                                            random.nextInt(3));
                            put(ranking, entry);
                            model.byId.put(id, entry);
                        }
                    }
                    compare(ranking, model, random);
                    // And back to nothing, in any order.
                    for (UUID id : model.byId.keySet()) {
                        assertThat(
                                        ranking.remove(
                                                id.getMostSignificantBits(),
                                                id.getLeastSignificantBits()))
                                .isTrue();
                    }
                    assertThat(ranking.size()).isZero();
                    model.byId.clear();
                    var last = new Entry(new UUID(1, 1), 3, 4);
                    put(ranking, last);
                    assertThat(visited(ranking, 1, 10)).containsExactly(last);
                });
    }

    @Test
    void aListThatGrowsAtItsEndStaysPacked() {
        var ranking = new Ranking(false);
        for (int i = 0; i < 200_000; i++) {
            ranking.put(0, i, i, 0);
        }
        assertThat(ranking.rank(0, 123_456)).isEqualTo(123_457);
        assertThat(ranking.bytes()).isLessThan(200_000L * 60);
    }

    @Test
    void aMillionEntriesTakeAtMost80BytesEach() {
        var random = new java.util.SplittableRandom(5);
        var ranking = new Ranking(true);
        for (int i = 0; i < 1_000_000; i++) {
            ranking.put(random.nextLong(), random.nextLong(), random.nextInt(1_000_000), 0);
        }
        for (int i = 0; i < 100_000; i++) {
            int at = 1 + random.nextInt(ranking.size());
            ranking.visit(
                    at, 1, (_, high, low, score, _) -> ranking.put(high, low, score + 1000, 0));
        }
        assertThat(ranking.size()).isEqualTo(1_000_000);
        assertThat(ranking.bytes()).isLessThan(80_000_000L);
    }

    @Test
    void nothingIsVisitedOutsideTheList() {
        var ranking = new Ranking(false);
        assertThat(visited(ranking, 1, 10)).isEmpty();
        ranking.put(0, 1, 5, 0);
        assertThat(visited(ranking, 0, 10)).isEmpty();
        assertThat(visited(ranking, 2, 10)).isEmpty();
        assertThat(ranking.rank(0, 2)).isZero();
        assertThat(ranking.remove(0, 2)).isFalse();
        assertThat(ranking.countBefore(5, 0, 0, 2)).isEqualTo(1);
    }
}
