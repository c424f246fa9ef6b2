package io.kaosnet.core.matchmaker;

/// Places in a match that runs already, for players who fit. Owned by the matchmaker's thread.
final class Opening {
    /// What players see of it, and whom it takes: a ticket of nobody.
    final Ticket face;

    final String matchId;

    /// Players the match has.
    int present;

    /// Places that are free. Given back when a player is gone before it is told.
    int free;

    Opening(Ticket face, String matchId, int present, int free) {
        this.face = face;
        this.matchId = matchId;
        this.present = present;
        this.free = free;
    }
}
