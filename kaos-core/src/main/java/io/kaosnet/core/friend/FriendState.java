package io.kaosnet.core.friend;

/// What one user is to another, seen from the first; numbers of the wire and of the table.
public final class FriendState {
    public static final int FRIEND = 0;
    public static final int INVITE_SENT = 1;
    public static final int INVITE_RECEIVED = 2;
    public static final int BLOCKED = 3;

    private FriendState() {}
}
