package io.kaosnet.core.party;

/// How parties behave. Immutable.
///
/// @param singleParty whether joining a party leaves the others
public record PartyConfig(boolean singleParty) {
    public static final PartyConfig DEFAULT = new PartyConfig(false);
}
