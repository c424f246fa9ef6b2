package io.kaosnet.core.crash;

import java.util.Locale;

/// One write of the load, in words. Immutable.
///
/// @param id unlike that of any other step
/// @param first the number of a user, or of the counter
/// @param second the number of the other user, or of the group
/// @param amount what is added, or the value that a counter gets
record Step(Kind kind, String id, int first, int second, long amount) {
    /// What is written.
    enum Kind {
        /// The next value of a counter that many write, over the version that was read.
        COUNT,
        /// Two objects of one user in one batch.
        PAIR,
        /// Coins from one user to another.
        TRANSFER,
        /// An object and a balance in one transaction.
        RECEIPT,
        /// Added to a user's score.
        SCORE,
        JOIN,
        LEAVE
    }

    String text() {
        return String.format(Locale.ROOT, "%s %s %d %d %d", kind, id, first, second, amount);
    }

    /// @param words as in [#text]
    static Step parse(String[] words, int from) {
        return new Step(
                Kind.valueOf(words[from]),
                words[from + 1],
                Integer.parseInt(words[from + 2]),
                Integer.parseInt(words[from + 3]),
                Long.parseLong(words[from + 4]));
    }
}
