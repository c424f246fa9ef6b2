package io.kaosnet.core.presence;

/// The stream modes of the wire. Modes from 8 on are the game's own.
public final class StreamMode {
    public static final int NOTIFICATIONS = 0;
    public static final int STATUS = 1;
    public static final int CHANNEL = 2;
    public static final int GROUP = 3;
    public static final int DM = 4;
    public static final int MATCH_RELAYED = 5;
    public static final int MATCH_AUTHORITATIVE = 6;
    public static final int PARTY = 7;

    private StreamMode() {}
}
