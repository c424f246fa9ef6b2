package io.kaosnet.runtime;

/// Rules for players who look for the same kind of match. Immutable.
///
/// @param name what tickets say in their text property `kaos_queue`
/// @param minPlayers of a match, at least 2
/// @param maxPlayers of a match
/// @param skillRange how far another's number `skill` may be at first; negative: skill does not
///     matter
/// @param expansionPerSec what the range grows by each second
/// @param maxSkillRange the range that it does not grow beyond
/// @param maxWaitSec after this, any skill will do; 0 for never
/// @param fillSec how long a ticket waits for a match of `maxPlayers` before it takes fewer;
///     negative: as the matchmaker's `max_intervals` says
/// @param partySkill what the skill of a party is
/// @param teams into how many teams of equal size and about equal strength a match is split; 0 for
///     none
public record MatchmakerQueue(
        String name,
        int minPlayers,
        int maxPlayers,
        double skillRange,
        double expansionPerSec,
        double maxSkillRange,
        double maxWaitSec,
        double fillSec,
        PartySkill partySkill,
        int teams) {
    /// What the skill of a party is, when its ticket tells each member's.
    public enum PartySkill {
        AVERAGE,
        MAXIMUM
    }

    /// @throws IllegalArgumentException for rules that no match could keep
    public MatchmakerQueue {
        require(!name.isEmpty() && name.length() <= 128, "name", name, "1 to 128 characters");
        require(minPlayers >= 2, "min_players", minPlayers, ">= 2");
        require(maxPlayers >= minPlayers, "max_players", maxPlayers, ">= min_players");
        require(expansionPerSec >= 0, "expansion_per_sec", expansionPerSec, ">= 0");
        require(
                skillRange < 0 || maxSkillRange >= skillRange,
                "max_skill_range",
                maxSkillRange,
                ">= skill_range");
        require(maxWaitSec >= 0, "max_wait_sec", maxWaitSec, ">= 0");
        require(teams >= 0 && teams <= maxPlayers, "teams", teams, "0 to max_players");
        require(
                teams < 2 || (minPlayers % teams == 0 && maxPlayers % teams == 0),
                "teams",
                teams,
                "a divisor of min_players and max_players");
    }

    private static void require(boolean holds, String name, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(
                    name + ": " + value + " (expected: " + expected + ")");
        }
    }

    /// A queue in which anybody plays with anybody.
    public static MatchmakerQueue of(String name, int minPlayers, int maxPlayers) {
        return new MatchmakerQueue(
                name, minPlayers, maxPlayers, -1, 0, -1, 0, -1, PartySkill.AVERAGE, 0);
    }

    /// The same with a range of skill that grows.
    public MatchmakerQueue withSkill(
            double range, double expansionPerSec, double maxRange, double maxWaitSec) {
        return new MatchmakerQueue(
                name,
                minPlayers,
                maxPlayers,
                range,
                expansionPerSec,
                maxRange,
                maxWaitSec,
                fillSec,
                partySkill,
                teams);
    }

    /// The same with a time to wait for a full match.
    public MatchmakerQueue withFill(double sec) {
        return new MatchmakerQueue(
                name,
                minPlayers,
                maxPlayers,
                skillRange,
                expansionPerSec,
                maxSkillRange,
                maxWaitSec,
                sec,
                partySkill,
                teams);
    }

    /// The same for parties and teams.
    public MatchmakerQueue withTeams(int teams, PartySkill partySkill) {
        return new MatchmakerQueue(
                name,
                minPlayers,
                maxPlayers,
                skillRange,
                expansionPerSec,
                maxSkillRange,
                maxWaitSec,
                fillSec,
                partySkill,
                teams);
    }
}
