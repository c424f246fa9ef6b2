package io.kaosnet.core.party;

/// How parties behave. Immutable.
///
/// @param singleParty whether joining a party leaves the others
/// @param graceMs how long a member whose socket is lost keeps its place and its leading
/// @param codeSec how long a join code is good
/// @param inviteSec how long an invitation is good
public record PartyConfig(boolean singleParty, long graceMs, int codeSec, int inviteSec) {
    public static final PartyConfig DEFAULT = new PartyConfig(false);

    public PartyConfig {
        if (graceMs < 0 || codeSec < 1 || inviteSec < 1) {
            throw new IllegalArgumentException(
                    "grace, code and invite: "
                            + graceMs
                            + ", "
                            + codeSec
                            + ", "
                            + inviteSec
                            + " (expected: >= 0, >= 1, >= 1)");
        }
    }

    /// Without grace.
    public PartyConfig(boolean singleParty) {
        this(singleParty, 0, 3600, 600);
    }
}
