package io.kaosnet.server;

import io.kaosnet.core.account.Accounts;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.DatabaseObserver;
import io.kaosnet.core.db.ServerClaim;
import io.kaosnet.core.dossier.Dossiers;
import io.kaosnet.core.job.Jobs;
import io.kaosnet.core.leaderboard.Leaderboards;
import io.kaosnet.core.storage.Storage;
import io.kaosnet.core.storage.StorageFiles;
import io.kaosnet.core.storage.StorageFiles.Format;
import io.kaosnet.server.config.ServerConfig;
import io.kaosnet.server.config.Settings;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Commands on a database without a server: `seed`, `storage export|import`, `account
/// export|import`. Owned by the main thread.
final class DataCommands {
    private static final String USAGE =
            """
            usage: kaosnet seed [--key value ...]
                   kaosnet storage export FILE [--collection NAME] [--format json|csv] [--key value ...]
                   kaosnet storage import FILE [--format json|csv] [--key value ...]
                   kaosnet account export USER_ID FILE [--key value ...]
                   kaosnet account import FILE [--user USER_ID] [--key value ...]
                   kaosnet measure-writes [--callers 64] [--warmup 3] [--seconds 5] [--key value ...]\
            """;

    private final List<String> words = new ArrayList<>();
    private final Map<String, String> own = new LinkedHashMap<>();
    private final Settings settings;

    /// @param arguments words, then options of the command and settings of the server
    private DataCommands(List<String> arguments, List<String> options) {
        List<String> flags = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (!argument.startsWith("--") && flags.isEmpty() && own.isEmpty()) {
                words.add(argument);
            } else if (argument.startsWith("--")
                    && options.contains(argument.substring(2))
                    && i + 1 < arguments.size()) {
                own.put(argument.substring(2), arguments.get(++i));
            } else {
                flags.add(argument);
            }
        }
        settings = Settings.load(flags, System.getenv());
        Logging.configure(settings);
    }

    /// @throws IllegalArgumentException that tells how it is used, or what is wrong
    static void run(String command, List<String> arguments) {
        try {
            switch (command) {
                case "seed" -> new DataCommands(arguments, List.of()).seed();
                case "storage" ->
                        new DataCommands(arguments, List.of("collection", "format")).storage();
                case "measure-writes" ->
                        new DataCommands(arguments, List.of("callers", "warmup", "seconds"))
                                .measureWrites();
                case "account" -> new DataCommands(arguments, List.of("user")).account();
                default -> throw new IllegalArgumentException(USAGE);
            }
        } catch (ApiException e) {
            throw new IllegalArgumentException(e.text(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Database open() {
        return Database.open(ServerConfig.database(settings), DatabaseObserver.NONE);
    }

    /// Keeps servers off while a command writes: they would not see it in what they hold in memory.
    private @Nullable ServerClaim claim(boolean writes, String command) {
        return writes ? ServerClaim.take(ServerConfig.database(settings), command) : null;
    }

    private void seed() {
        requireWords(words.isEmpty());
        try (ServerClaim _ = claim(true, "seed");
                Database database = open()) {
            int added = new SampleData(database, Clock.SYSTEM).fill();
            System.out.println(
                    added
                            + " players added; log in as one with the custom id "
                            + SampleData.customId(1)
                            + " to "
                            + SampleData.customId(10));
        }
    }

    private void measureWrites() {
        requireWords(words.isEmpty());
        int callers = Integer.parseInt(own.getOrDefault("callers", "64"));
        int warmUpSeconds = Integer.parseInt(own.getOrDefault("warmup", "3"));
        int seconds = Integer.parseInt(own.getOrDefault("seconds", "5"));
        try (Database database = open()) {
            new WriteMeasure(database, callers, warmUpSeconds, seconds).run();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void requireWords(boolean isRight) {
        if (!isRight) {
            throw new IllegalArgumentException(USAGE);
        }
    }

    private void storage() throws IOException {
        requireWords(words.size() == 2);
        Path file = Path.of(words.get(1));
        Format format = format(file);
        boolean isImport = words.getFirst().equals("import");
        try (ServerClaim _ = claim(isImport, "import");
                Database database = open()) {
            StorageFiles files = new StorageFiles(new Storage(database, Clock.SYSTEM));
            switch (words.getFirst()) {
                case "export" -> {
                    try (Writer out = Files.newBufferedWriter(file)) {
                        long count = files.export(own.getOrDefault("collection", ""), format, out);
                        System.out.println(count + " objects written to " + file);
                    }
                }
                case "import" -> {
                    try (Reader in = Files.newBufferedReader(file)) {
                        System.out.println(
                                files.restore(format, in) + " objects read from " + file);
                    }
                }
                default -> requireWords(false);
            }
        }
    }

    private Format format(Path file) {
        String standard = file.toString().endsWith(".csv") ? "csv" : "json";
        return Format.parse(own.getOrDefault("format", standard));
    }

    private void account() throws IOException {
        boolean isExport = words.size() == 3 && words.getFirst().equals("export");
        requireWords(isExport || (words.size() == 2 && words.getFirst().equals("import")));
        try (ServerClaim _ = claim(!isExport, "import");
                Database database = open()) {
            Clock clock = Clock.SYSTEM;
            Jobs jobs = new Jobs(database, 1, Runnable::run, clock);
            Dossiers dossiers =
                    new Dossiers(
                            database,
                            new Storage(database, clock),
                            new Leaderboards(
                                    database, jobs, List.of(), DatabaseObserver.NONE, clock),
                            clock);
            if (isExport) {
                Path file = Path.of(words.get(2));
                Files.writeString(file, dossiers.export(UUID.fromString(words.get(1))));
                System.out.println("account written to " + file);
            } else {
                String user = own.get("user");
                @Nullable UUID target = user == null ? null : UUID.fromString(user);
                UUID id = dossiers.restore(Files.readString(Path.of(words.get(1))), target);
                Accounts accounts = new Accounts(database, _ -> false, clock);
                System.out.println(
                        "account " + id + " is " + accounts.get(id).getUser().getUsername());
            }
        }
    }
}
