package io.kaosnet.core.module;

import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.presence.Presences;
import io.kaosnet.runtime.Accounts;
import io.kaosnet.runtime.Brackets;
import io.kaosnet.runtime.Channels;
import io.kaosnet.runtime.Friends;
import io.kaosnet.runtime.Groups;
import io.kaosnet.runtime.Leaderboards;
import io.kaosnet.runtime.Leagues;
import io.kaosnet.runtime.Logins;
import io.kaosnet.runtime.Matches;
import io.kaosnet.runtime.Matchmaker;
import io.kaosnet.runtime.Notifications;
import io.kaosnet.runtime.Parties;
import io.kaosnet.runtime.Server;
import io.kaosnet.runtime.Sessions;
import io.kaosnet.runtime.Storage;
import io.kaosnet.runtime.Streams;
import io.kaosnet.runtime.Tournaments;
import io.kaosnet.runtime.Updates;
import io.kaosnet.runtime.Wallets;
import org.jspecify.annotations.Nullable;

/// The server's features as game code sees them. Safe from any thread.
public final class ServerDoors implements Server {
    private final Modules modules;
    private final Matches matches;
    private final Streams streams;
    private final Sessions sessions;
    private volatile @Nullable PlayerDoors players;
    private volatile @Nullable Social social;
    private volatile @Nullable Leaderboards leaderboards;
    private volatile @Nullable Tournaments tournaments;
    private volatile @Nullable Brackets brackets;
    private volatile @Nullable Leagues leagues;
    private final io.kaosnet.core.session.Sessions known;
    private volatile @Nullable Matchmaker matchmaker;
    private volatile @Nullable Parties parties;

    public ServerDoors(
            Modules modules,
            Matches matches,
            Presences presences,
            io.kaosnet.core.session.Sessions sessions) {
        this.modules = modules;
        this.matches = matches;
        this.streams = new StreamDoor(presences, sessions);
        this.sessions = new SessionDoor(sessions);
        this.known = sessions;
    }

    /// What players have to do with each other. Immutable.
    public record Social(
            Notifications notifications, Friends friends, Groups groups, Channels channels) {}

    /// Adds what players own, while the server is put together.
    public void add(PlayerDoors doors) {
        players = doors;
    }

    @Override
    public Accounts accounts() {
        PlayerDoors doors = players;
        return doors == null ? Server.super.accounts() : doors.accountDoor;
    }

    @Override
    public Storage storage() {
        PlayerDoors doors = players;
        return doors == null ? Server.super.storage() : doors.storageDoor;
    }

    @Override
    public Wallets wallets() {
        PlayerDoors doors = players;
        return doors == null ? Server.super.wallets() : doors.walletDoor;
    }

    @Override
    public Logins logins() {
        PlayerDoors doors = players;
        return doors == null ? Server.super.logins() : doors.loginDoor;
    }

    @Override
    public Updates.Result update(Updates updates) {
        PlayerDoors doors = players;
        return doors == null ? Server.super.update(updates) : doors.update(updates);
    }

    /// Adds the social features, while the server is put together.
    public void add(Social doors) {
        social = doors;
    }

    @Override
    public Notifications notifications() {
        Social doors = social;
        return doors == null ? Server.super.notifications() : doors.notifications();
    }

    @Override
    public Friends friends() {
        Social doors = social;
        return doors == null ? Server.super.friends() : doors.friends();
    }

    @Override
    public Groups groups() {
        Social doors = social;
        return doors == null ? Server.super.groups() : doors.groups();
    }

    @Override
    public Channels channels() {
        Social doors = social;
        return doors == null ? Server.super.channels() : doors.channels();
    }

    /// Adds leaderboards and what builds on them, while the server is put together.
    public void add(
            io.kaosnet.core.leaderboard.Leaderboards boards,
            io.kaosnet.core.tournament.Tournaments contests,
            io.kaosnet.core.bracket.Brackets matches,
            io.kaosnet.core.league.Leagues divisions,
            Clock clock) {
        leaderboards = new LeaderboardDoor(boards);
        tournaments = new TournamentDoor(contests, clock);
        brackets = new BracketDoor(matches);
        leagues = new LeagueDoor(divisions);
    }

    /// Adds how players find each other, while the server is put together.
    public void add(
            io.kaosnet.core.matchmaker.Matchmaker search, io.kaosnet.core.party.Parties groups) {
        matchmaker = new MatchmakerDoor(search, known);
        parties = new PartyDoor(groups, known);
    }

    @Override
    public Matchmaker matchmaker() {
        Matchmaker door = matchmaker;
        return door == null ? Server.super.matchmaker() : door;
    }

    @Override
    public Parties parties() {
        Parties door = parties;
        return door == null ? Server.super.parties() : door;
    }

    @Override
    public Leaderboards leaderboards() {
        Leaderboards door = leaderboards;
        return door == null ? Server.super.leaderboards() : door;
    }

    @Override
    public Tournaments tournaments() {
        Tournaments door = tournaments;
        return door == null ? Server.super.tournaments() : door;
    }

    @Override
    public Brackets brackets() {
        Brackets door = brackets;
        return door == null ? Server.super.brackets() : door;
    }

    @Override
    public Leagues leagues() {
        Leagues door = leagues;
        return door == null ? Server.super.leagues() : door;
    }

    @Override
    public Matches matches() {
        return matches;
    }

    @Override
    public Streams streams() {
        return streams;
    }

    @Override
    public Sessions sessions() {
        return sessions;
    }

    @Override
    public String rpc(String id, String payload) {
        return modules.call(id, payload);
    }
}
