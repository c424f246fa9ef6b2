package io.kaosnet.core.group;

/// What a user is in a group; numbers of the wire and of the table.
public final class GroupRole {
    public static final int SUPERADMIN = 0;
    public static final int ADMIN = 1;
    public static final int MEMBER = 2;
    public static final int JOIN_REQUEST = 3;
    public static final int BANNED = 4;

    private GroupRole() {}

    /// Whether the state counts as being in the group.
    static boolean isMember(int state) {
        return state <= MEMBER;
    }
}
