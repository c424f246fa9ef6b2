package io.kaosnet.runtime;

/// What a match asks for at its start. Immutable.
///
/// @param tickRateHz 1 to 128
/// @param label at most 2048 bytes; a JSON object is indexed by its fields
/// @param reconnectGraceMs how long the seat of a dropped player is held; 0 for not at all,
///     [#STANDARD_GRACE] for as long as the server's setting says
public record MatchInit(int tickRateHz, String label, int reconnectGraceMs) {
    public static final int MAX_TICK_RATE_HZ = 128;
    public static final int MAX_LABEL_BYTES = 2048;

    /// As long as `match.reconnect_grace_ms` says, 10 s unless changed.
    public static final int STANDARD_GRACE = -1;

    public MatchInit(int tickRateHz, String label) {
        this(tickRateHz, label, 0);
    }

    /// The same, with dropped players' seats held as long as the server's setting says.
    public MatchInit withHeldSeats() {
        return new MatchInit(tickRateHz, label, STANDARD_GRACE);
    }
}
