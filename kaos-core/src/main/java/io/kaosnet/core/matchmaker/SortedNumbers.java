package io.kaosnet.core.matchmaker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/// Tickets by the number they have for one property, then by age. Owned by the matchmaker's thread.
///
/// Sorted chunks of bounded length: a search is two binary searches, an insertion moves at most
/// one chunk.
final class SortedNumbers {
    private static final int CHUNK_CAPACITY = 256;

    private final List<Chunk> chunks = new ArrayList<>();
    private int size;

    private static final class Chunk {
        double[] numbers = new double[8];
        Ticket[] tickets = new Ticket[8];
        int size;

        boolean isBefore(int index, double number, long order) {
            return numbers[index] < number
                    || (numbers[index] == number && tickets[index].order < order);
        }

        /// The first index that is not before.
        int find(double number, long order) {
            int from = 0;
            int to = size;
            while (from < to) {
                int middle = (from + to) >>> 1;
                if (isBefore(middle, number, order)) {
                    from = middle + 1;
                } else {
                    to = middle;
                }
            }
            return from;
        }

        void insert(int index, double number, Ticket ticket) {
            if (size == tickets.length) {
                numbers = Arrays.copyOf(numbers, size * 2);
                tickets = Arrays.copyOf(tickets, size * 2);
            }
            System.arraycopy(numbers, index, numbers, index + 1, size - index);
            System.arraycopy(tickets, index, tickets, index + 1, size - index);
            numbers[index] = number;
            tickets[index] = ticket;
            size++;
        }

        void delete(int index) {
            size--;
            System.arraycopy(numbers, index + 1, numbers, index, size - index);
            System.arraycopy(tickets, index + 1, tickets, index, size - index);
            Arrays.fill(tickets, size, size + 1, null);
        }

        Chunk split() {
            var upper = new Chunk();
            int half = size / 2;
            upper.size = size - half;
            upper.numbers = Arrays.copyOfRange(numbers, half, half + CHUNK_CAPACITY);
            upper.tickets = Arrays.copyOfRange(tickets, half, half + CHUNK_CAPACITY);
            Arrays.fill(tickets, half, size, null);
            size = half;
            return upper;
        }
    }

    int size() {
        return size;
    }

    void add(double number, Ticket ticket) {
        size++;
        if (chunks.isEmpty()) {
            var first = new Chunk();
            first.insert(0, number, ticket);
            chunks.add(first);
            return;
        }
        int at = Math.min(chunkOf(number, ticket.order), chunks.size() - 1);
        Chunk chunk = chunks.get(at);
        chunk.insert(chunk.find(number, ticket.order), number, ticket);
        if (chunk.size == CHUNK_CAPACITY) {
            chunks.add(at + 1, chunk.split());
        }
    }

    void remove(double number, Ticket ticket) {
        int at = chunkOf(number, ticket.order);
        Chunk chunk = chunks.get(at);
        int index = chunk.find(number, ticket.order);
        assert chunk.tickets[index] == ticket : ticket + " is not where it was put";
        chunk.delete(index);
        size--;
        if (chunk.size == 0) {
            chunks.remove(at);
        }
    }

    /// The first chunk whose last entry is not before.
    private int chunkOf(double number, long order) {
        int from = 0;
        int to = chunks.size();
        while (from < to) {
            int middle = (from + to) >>> 1;
            Chunk chunk = chunks.get(middle);
            if (chunk.isBefore(chunk.size - 1, number, order)) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    /// About how many lie in the range; exact for few.
    int count(double low, double high) {
        if (!(low <= high)) {
            return 0;
        }
        int first = chunkOf(low, Long.MIN_VALUE);
        int last = chunkOf(high, Long.MAX_VALUE);
        if (first == chunks.size()) {
            return 0;
        }
        int from = chunks.get(first).find(low, Long.MIN_VALUE);
        if (first == last) {
            return chunks.get(first).find(high, Long.MAX_VALUE) - from;
        }
        int count = chunks.get(first).size - from;
        for (int i = first + 1; i < last; i++) {
            count += chunks.get(i).size;
        }
        return last == chunks.size() ? count : count + chunks.get(last).find(high, Long.MAX_VALUE);
    }

    /// Shows each ticket in the range, both ends included, lowest first, as long as it is wanted.
    void forEach(double low, double high, Predicate<Ticket> visitor) {
        if (!(low <= high)) {
            return;
        }
        for (int c = chunkOf(low, Long.MIN_VALUE); c < chunks.size(); c++) {
            Chunk chunk = chunks.get(c);
            for (int i = chunk.find(low, Long.MIN_VALUE); i < chunk.size; i++) {
                if (chunk.numbers[i] > high || !visitor.test(chunk.tickets[i])) {
                    return;
                }
            }
        }
    }
}
