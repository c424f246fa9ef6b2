package io.kaosnet.core.matchmaker;

/// What the matchmaker's thread is told.
sealed interface News permits Ticket, News.Task {
    /// Something to be done on the matchmaker's thread.
    ///
    /// @param work what
    record Task(Runnable work) implements News {}
}
