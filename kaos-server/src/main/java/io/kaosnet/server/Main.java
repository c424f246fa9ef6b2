package io.kaosnet.server;

import io.kaosnet.core.module.ModuleException;
import io.kaosnet.lua.vm.Dialect;
import io.kaosnet.lua.vm.LuaEngine;
import io.kaosnet.lua.vm.LuaLimits;
import io.kaosnet.lua.vm.LuaVm;
import io.kaosnet.server.config.ConfigException;
import io.kaosnet.server.config.ServerConfig;
import io.kaosnet.server.config.Settings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The command line: `run`, `migrate`, `config`, `seed`, `storage`, `account`, `version`, and
/// `unpack` and `warmup` for the build.
public final class Main {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    /// About 1,600 lines.
    private static final int WARM_UP_FUNCTIONS = 125;

    /// The exit code of a server whose database another one has taken.
    private static final int TAKEN_OVER = 4;

    private Main() {}

    public static void main(String[] args) {
        String command = args.length == 0 ? "run" : args[0];
        List<String> flags = Arrays.asList(args).subList(Math.min(1, args.length), args.length);
        try {
            switch (command) {
                case "run" -> run(Settings.load(developer(flags), System.getenv()));
                case "migrate" -> migrate(Settings.load(flags, System.getenv()));
                case "config" -> config(Settings.load(flags, System.getenv()));
                case "seed", "storage", "account", "measure-writes" ->
                        DataCommands.run(command, flags);
                case "version" -> System.out.println("kaosnet " + version());
                case "warmup" -> warmUp();
                case "unpack" -> unpack(Path.of(flags.getFirst()));
                default -> fail("unknown command " + command);
            }
        } catch (ConfigException
                | ModuleException
                | IllegalArgumentException
                | IllegalStateException
                | java.io.UncheckedIOException e) {
            fail(String.valueOf(e.getMessage()));
        } catch (Exception e) {
            // Threads that were started by then would keep the process.
            LOG.error("failed command={}", command, e);
            System.exit(1);
        }
    }

    /// `--dev` stands for what helps while a game is being written.
    private static List<String> developer(List<String> flags) {
        List<String> all = new ArrayList<>();
        for (String flag : flags) {
            if (flag.equals("--dev")) {
                all.addAll(List.of("--runtime.watch=true", "--runtime.lua_api_stacktrace=true"));
            } else {
                all.add(flag);
            }
        }
        return all;
    }

    private static void fail(String why) {
        System.err.println("kaosnet: " + why);
        System.exit(2);
    }

    /// Makes of the jars in `lib` what starts fast: one jar, and the native code beside it.
    private static void unpack(Path dist) {
        NativeLibraries.unpack(dist.resolve("native"));
        OneJar.write(dist.resolve("lib"), dist.resolve("kaosnet.jar"));
    }

    static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    private static void run(Settings settings) {
        long startNs = System.nanoTime();
        PublicAddresses.refuseDefaults(settings);
        Logging.configure(settings);
        settings.ignored()
                .forEach((key, why) -> LOG.warn("without effect key={} why=\"{}\"", key, why));
        KaosServer server = KaosServer.start(settings);
        Stop stop = new Stop(server);
        Runtime.getRuntime().addShutdownHook(new Thread(stop::run, "shutdown"));
        server.onTakenOver(() -> System.exit(TAKEN_OVER));
        System.out.println(banner(settings, server.addresses(), startNs));
        try {
            stop.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Shows what `run` would start with; what it would refuse is refused here too.
    private static void config(Settings settings) {
        ServerConfig _ = ServerConfig.of(settings);
        PublicAddresses.refuseDefaults(settings);
        Logging.check(settings);
        System.out.print(settings.show());
    }

    private static void migrate(Settings settings) {
        Logging.configure(settings);
        KaosServer.migrate(settings);
        System.out.println("schema is up to date");
    }

    private static String banner(Settings settings, KaosServer.Addresses addresses, long startNs) {
        boolean isTls = !settings.text("socket.ssl_certificate").isEmpty();
        String host = settings.text("socket.address");
        String http = host + ":" + addresses.http().getPort();
        String database = settings.text("database.address");
        Path dataDir = Path.of(settings.text("data_dir")).toAbsolutePath().normalize();
        return """
        KaosNet %s is up in %d ms

          REST, WebSocket   %s://%s   %s://%s/ws
          gRPC              %s:%d
          metrics, health   http://%s:%d/metrics   /healthcheck   /readyz
          server key        %s
          http key          %s
          data              %s
          database          %s

        Ctrl-C drains and stops.
        """
                .formatted(
                        version(),
                        (System.nanoTime() - startNs) / 1_000_000,
                        isTls ? "https" : "http",
                        http,
                        isTls ? "wss" : "ws",
                        http,
                        host,
                        addresses.grpc().getPort(),
                        settings.text("console.address"),
                        addresses.console().getPort(),
                        shown(settings, "socket.server_key", "defaultkey"),
                        shown(settings, "runtime.http_key", "defaulthttpkey"),
                        dataDir,
                        database.isEmpty()
                                ? "SQLite in " + dataDir
                                : database.startsWith(":") ? database : "PostgreSQL");
    }

    /// Keys everybody knows are shown, others are not.
    private static String shown(Settings settings, String key, String standard) {
        return settings.text(key).equals(standard)
                ? standard + "   (the default: fine on this machine, set " + key + " elsewhere)"
                : "***   (" + key + ")";
    }

    /// Starts a server beside the real one's data and uses it a little, so that the JDK can record
    /// what a start needs.
    private static void warmUp() {
        Path dir = null;
        try {
            dir = Files.createTempDirectory("kaosnet-warmup");
            Settings settings =
                    Settings.load(
                            List.of(
                                    "--socket.port",
                                    "0",
                                    "--console.port",
                                    "0",
                                    "--data_dir",
                                    dir.toString()),
                            Map.of());
            Logging.configure(settings);
            warmUpLua();
            try (KaosServer server = KaosServer.start(settings);
                    HttpClient client = HttpClient.newHttpClient()) {
                String base = "http://127.0.0.1:" + server.addresses().http().getPort();
                for (int i = 0; i < 3; i++) {
                    client.send(
                            HttpRequest.newBuilder(URI.create(base + "/healthcheck")).build(),
                            HttpResponse.BodyHandlers.ofString());
                    client.send(
                            HttpRequest.newBuilder(
                                            URI.create(base + "/v2/account/authenticate/device"))
                                    .header("Authorization", "Basic ZGVmYXVsdGtleTo=")
                                    .POST(
                                            HttpRequest.BodyPublishers.ofString(
                                                    "{\"id\":\"warm-up-device\"}"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
                }
            }
        } catch (java.io.IOException e) {
            throw new IllegalStateException("warm-up failed", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            if (dir != null) {
                delete(dir);
            }
        }
    }

    /// Compiles and runs modules, so that the first ones of a server find the compiler's classes in
    /// the cache, and what the JIT learned of them: one whose functions are compiled at once, and
    /// large ones, whose functions are compiled when they are called.
    private static void warmUpLua() {
        String function =
                """
                function M.tick%d(context, amount, ...)
                  local p = state.players[amount] or { x = 0, y = 0.5, items = {} }
                  for i = 1, amount do
                    p.x = p.x + i * 2
                    p.items[#p.items + 1] = 'item-' .. i .. ';'
                    if p.x > 100 and not context or p.y <= 0 then p.x, p.y = p.x - 100, -p.y end
                  end
                  for k, v in pairs(p) do state[k] = type(v) == 'number' and v % 7 or tostring(v) end
                  while p.x > 10 do p.x = p.x // 2 end
                  local step = coroutine.wrap(function(...) coroutine.yield(select('#', ...)) end)
                  return pcall(error, string.format('%s %s', #p.items, step(...))), p
                end
                """;
        for (int functions = 1; functions <= WARM_UP_FUNCTIONS; functions *= 5) {
            var source = new StringBuilder("local M, state = {}, { players = {}, count = 0 }\n");
            for (int i = 0; i < functions; i++) {
                source.append(function.replaceFirst("%d", String.valueOf(i)));
            }
            source.append("for _, tick in pairs(M) do tick(nil, 20, 1, 2) end");
            var engine = new LuaEngine(Dialect.LUA_5_4);
            LuaVm vm = engine.newVm(LuaLimits.NONE);
            vm.call(vm.load(engine.compile("warmup.lua", source.toString())));
        }
    }

    /// Deletes a folder of files.
    private static void delete(Path dir) {
        try (var files = Files.list(dir)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(dir);
        } catch (java.io.IOException e) {
            System.err.println("kaosnet: cannot delete " + dir + ": " + e);
        }
    }
}
