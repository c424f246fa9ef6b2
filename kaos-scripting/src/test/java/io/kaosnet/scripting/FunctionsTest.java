package io.kaosnet.scripting;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.core.account.Accounts;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.auth.Revocations;
import io.kaosnet.core.auth.TokenConfig;
import io.kaosnet.core.auth.Tokens;
import io.kaosnet.core.chat.Chat;
import io.kaosnet.core.chat.ChatConfig;
import io.kaosnet.core.chat.ChatMessages;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.DatabaseConfig;
import io.kaosnet.core.db.DatabaseObserver;
import io.kaosnet.core.dossier.Dossiers;
import io.kaosnet.core.friend.FriendImports;
import io.kaosnet.core.friend.Friends;
import io.kaosnet.core.group.GroupChat;
import io.kaosnet.core.group.Groups;
import io.kaosnet.core.job.Jobs;
import io.kaosnet.core.leaderboard.Leaderboards;
import io.kaosnet.core.notification.Notifications;
import io.kaosnet.core.presence.Presences;
import io.kaosnet.core.script.HttpRules;
import io.kaosnet.core.script.ScriptFunctions;
import io.kaosnet.core.script.ScriptMetrics;
import io.kaosnet.core.script.ScriptReference;
import io.kaosnet.core.script.StandardFunctions;
import io.kaosnet.core.session.Sessions;
import io.kaosnet.core.status.Status;
import io.kaosnet.core.status.UserStates;
import io.kaosnet.core.storage.Storage;
import io.kaosnet.core.wallet.Wallets;
import io.kaosnet.protocol.api.PartyList;
import io.kaosnet.protocol.api.Service;
import io.kaosnet.scripting.functions.AccountFunctions;
import io.kaosnet.scripting.functions.BracketFunctions;
import io.kaosnet.scripting.functions.ChatFunctions;
import io.kaosnet.scripting.functions.DossierFunctions;
import io.kaosnet.scripting.functions.FriendFunctions;
import io.kaosnet.scripting.functions.GroupFunctions;
import io.kaosnet.scripting.functions.LeaderboardFunctions;
import io.kaosnet.scripting.functions.LoginFunctions;
import io.kaosnet.scripting.functions.MatchmakerFunctions;
import io.kaosnet.scripting.functions.MixedFunctions;
import io.kaosnet.scripting.functions.NotificationFunctions;
import io.kaosnet.scripting.functions.PartyFunctions;
import io.kaosnet.scripting.functions.PlayerFunctions;
import io.kaosnet.scripting.functions.PresenceFunctions;
import io.kaosnet.scripting.functions.SocialLoginFunctions;
import io.kaosnet.scripting.functions.StorageFunctions;
import io.kaosnet.scripting.functions.ToolFunctions;
import io.kaosnet.scripting.functions.TournamentFunctions;
import io.kaosnet.scripting.functions.WalletFunctions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The whole table of functions: its page, and that nothing of the reference's is missing whose
/// feature is here.
class FunctionsTest {
    /// What is not offered: purchases are not built, and Satori is a service of the reference's
    /// maker.
    private static final List<String> ABSENT = List.of("purchase", "subscription", "get_satori");

    /// Single functions that are not here yet.
    private static final Set<String> OPEN = Set.of();

    private static ScriptFunctions all(Database database) {
        Clock clock = Clock.SYSTEM;
        ScriptFunctions functions =
                StandardFunctions.create(clock, ScriptMetrics.NONE, HttpRules.DEFAULT);
        var sessions = new Sessions();
        var presences = new Presences("n1", sessions);
        var accounts = new Accounts(database, _ -> false, clock);
        var notifications = new Notifications(database, sessions, presences, clock);
        var tokens =
                new Tokens(
                        new TokenConfig("key-of-sessions", "key-of-refreshes", 60, 60, false),
                        new Revocations(database, clock),
                        clock);
        Endpoints none =
                Endpoints.builder(Service.getDescriptor().findServiceByName("Nakama")).build();
        AccountFunctions.bind(functions, accounts);
        LoginFunctions.bind(functions, () -> none, tokens);
        StorageFunctions.bind(functions, new Storage(database, clock));
        WalletFunctions.bind(functions, new Wallets(database, clock));
        NotificationFunctions.bind(functions, notifications);
        var friends =
                new Friends(
                        database, accounts, notifications, presences, FriendImports.NONE, clock);
        FriendFunctions.bind(functions, friends);
        var groups =
                new Groups(database, accounts, notifications, presences, GroupChat.NONE, clock);
        GroupFunctions.bind(functions, groups);
        var messages = new ChatMessages(ChatConfig.DEFAULT, database, presences, clock);
        ChatFunctions.bind(
                functions,
                new Chat(
                        ChatConfig.DEFAULT,
                        messages,
                        accounts,
                        friends,
                        groups,
                        notifications,
                        presences,
                        clock));
        var storage = new Storage(database, clock);
        var wallets = new Wallets(database, clock);
        MixedFunctions.bind(functions, database, accounts, storage, wallets);
        MixedFunctions.bindEvents(functions, _ -> {}, clock);
        MatchmakerFunctions.bind(functions);
        PartyFunctions.bind(functions);
        LeaderboardFunctions.bind(functions);
        TournamentFunctions.bind(functions);
        BracketFunctions.bind(functions);
        SocialLoginFunctions.bind(functions, () -> none);
        PlayerFunctions.bind(
                functions,
                new Status(presences, accounts::existing),
                sessions,
                (_, _) -> PartyList.getDefaultInstance());
        ToolFunctions.bind(functions, Path.of("target"), Map.of(), null);
        var boards =
                new Leaderboards(
                        database,
                        new Jobs(database, 1, Runnable::run, clock),
                        List.of(),
                        DatabaseObserver.NONE,
                        clock);
        DossierFunctions.bind(functions, accounts, new Dossiers(database, storage, boards, clock));
        PresenceFunctions.bind(functions, new UserStates(presences, sessions));
        return functions;
    }

    @Test
    void thePageIsUpToDateAndNothingIsMissing() throws IOException {
        try (Database database =
                Database.open(
                        DatabaseConfig.of(":memory:", Path.of("target")), DatabaseObserver.NONE)) {
            ScriptFunctions functions = all(database);
            Set<String> missing = new TreeSet<>();
            for (String name :
                    Files.readAllLines(Path.of("src/test/resources/nakama-functions.txt"))) {
                boolean isAbsent = ABSENT.stream().anyMatch(name::startsWith);
                if (!isAbsent && functions.find(name) == null) {
                    missing.add(name);
                }
            }
            assertThat(missing).isEqualTo(new TreeSet<>(OPEN));

            Path page = Path.of("..", "docs", "lua", "functions.md");
            String made = ScriptReference.markdown(functions);
            if (Boolean.getBoolean("docs.update")) {
                Files.createDirectories(page.getParent());
                Files.writeString(page, made);
            }
            assertThat(Files.readString(page))
                    .as("docs/lua/functions.md: run this test with -Ddocs.update=true")
                    .isEqualTo(made);
        }
    }
}
