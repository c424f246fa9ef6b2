package io.kaosnet.bench.rudp;

import io.kaosnet.rudp.Aead;
import io.kaosnet.rudp.io.DatagramBackend;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The command line of the benchmark. Immutable.
///
/// @param scenario throughput, latency, fanin, handshake or idle
/// @param isServer run only the server
/// @param isClient run only the client
/// @param endpoint where the server is or listens
/// @param messages how many messages
/// @param size bytes of a message
/// @param clients virtual clients of fanin, handshake and idle
/// @param rate messages per second (of each client in fanin, in latency of the client)
/// @param seconds length of fanin
/// @param warmSeconds how long fanin runs before that: compiling takes its time
/// @param lossPercent datagrams lost per direction
/// @param delayMs one-way delay
/// @param jitterMs most added delay
/// @param reorderPercent datagrams that later ones overtake
/// @param duplicatePercent datagrams that come twice
/// @param backend which sockets
/// @param aead which cipher
/// @param channel which channel
/// @param isRelayed send through the relay even when it changes nothing
/// @param isJson print only the last line
record Options(
        String scenario,
        boolean isServer,
        boolean isClient,
        String endpoint,
        long messages,
        int size,
        int clients,
        int rate,
        int seconds,
        int warmSeconds,
        double lossPercent,
        int delayMs,
        int jitterMs,
        double reorderPercent,
        double duplicatePercent,
        DatagramBackend backend,
        Aead aead,
        int channel,
        boolean isRelayed,
        boolean isJson) {

    private static final List<String> SCENARIOS =
            List.of("throughput", "latency", "fanin", "handshake", "idle");

    /// A message carries the time when it was sent.
    private static final int MIN_SIZE = 8;

    private static final int MAX_SIZE = 70_400;
    private static final int MAX_CHANNEL = 4;

    /// More, and hardly anybody connects.
    private static final int MAX_PERCENT = 90;

    private static final Set<String> FLAGS = Set.of("server", "client", "relay", "json", "help");
    private static final Set<String> VALUES =
            Set.of(
                    "scenario",
                    "endpoint",
                    "messages",
                    "size",
                    "clients",
                    "rate",
                    "seconds",
                    "warm-seconds",
                    "loss",
                    "delay-ms",
                    "jitter-ms",
                    "reorder",
                    "duplicate",
                    "backend",
                    "aead",
                    "channel");

    static final String HELP =
            """
            bench rudp [--scenario throughput|latency|fanin|handshake|idle]
                       [--server | --client] [--endpoint HOST:PORT]
                       [--messages N] [--size BYTES] [--channel 0..4]
                       [--clients N] [--rate PER_SECOND] [--seconds N] [--warm-seconds N]
                       [--loss PERCENT] [--delay-ms N] [--jitter-ms N]
                       [--reorder PERCENT] [--duplicate PERCENT] [--relay]
                       [--backend auto|nio|mmsg|gso] [--aead aes|chacha] [--json]
            """;

    /// Reads the command line; null asks for help.
    static @Nullable Options parse(String[] arguments) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < arguments.length; i++) {
            String name = arguments[i].startsWith("--") ? arguments[i].substring(2) : "";
            if (FLAGS.contains(name)) {
                values.put(name, "true");
            } else if (VALUES.contains(name)) {
                if (i + 1 == arguments.length) {
                    throw new IllegalArgumentException(arguments[i] + " needs a value");
                }
                values.put(name, arguments[++i]);
            } else {
                throw new IllegalArgumentException("unknown option: " + arguments[i]);
            }
        }
        if (values.containsKey("help")) {
            return null;
        }
        String scenario = choice(values, "scenario", "throughput", SCENARIOS);
        boolean isLatency = scenario.equals("latency");
        boolean isServer = values.containsKey("server");
        boolean isClient = values.containsKey("client");
        if (isServer && isClient) {
            throw new IllegalArgumentException("--server and --client are two processes");
        }
        if (isClient && !values.containsKey("endpoint")) {
            throw new IllegalArgumentException("--client needs --endpoint HOST:PORT of the server");
        }
        String backend = choice(values, "backend", "auto", List.of("auto", "nio", "mmsg", "gso"));
        return new Options(
                scenario,
                isServer,
                isClient,
                values.getOrDefault("endpoint", "127.0.0.1:0"),
                whole(values, "messages", isLatency ? 600 : 2_000_000, 1, 1_000_000_000),
                whole(values, "size", 64, MIN_SIZE, MAX_SIZE),
                whole(values, "clients", 10_000, 1, 100_000),
                whole(values, "rate", isLatency ? 60 : 20, 1, 1_000_000),
                whole(values, "seconds", 10, 1, 3_600),
                whole(values, "warm-seconds", 10, 0, 3_600),
                percent(values, "loss"),
                whole(values, "delay-ms", 0, 0, 10_000),
                whole(values, "jitter-ms", 0, 0, 10_000),
                percent(values, "reorder"),
                percent(values, "duplicate"),
                DatagramBackend.valueOf(backend.toUpperCase(Locale.ROOT)),
                choice(values, "aead", "aes", List.of("aes", "chacha")).equals("chacha")
                        ? Aead.CHACHA20_POLY1305
                        : Aead.AES_128_GCM,
                whole(values, "channel", 0, 0, MAX_CHANNEL),
                values.containsKey("relay"),
                values.containsKey("json"));
    }

    private static int whole(
            Map<String, String> values, String name, int standard, int min, int max) {
        String text = values.getOrDefault(name, Integer.toString(standard));
        try {
            int value = Integer.parseInt(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException _) {
            // Said below.
        }
        throw new IllegalArgumentException(
                "--" + name + ": " + text + " (expected: " + min + ".." + max + ")");
    }

    private static double percent(Map<String, String> values, String name) {
        String text = values.getOrDefault(name, "0");
        try {
            double value = Double.parseDouble(text);
            if (value >= 0 && value <= MAX_PERCENT) {
                return value;
            }
        } catch (NumberFormatException _) {
            // Said below.
        }
        throw new IllegalArgumentException(
                "--" + name + ": " + text + " (expected: 0.." + MAX_PERCENT + " percent)");
    }

    private static String choice(
            Map<String, String> values, String name, String standard, List<String> choices) {
        String text = values.getOrDefault(name, standard);
        if (!choices.contains(text)) {
            throw new IllegalArgumentException(
                    "--" + name + ": " + text + " (expected: " + String.join(", ", choices) + ")");
        }
        return text;
    }

    boolean needsRelay() {
        return isRelayed
                || lossPercent > 0
                || delayMs > 0
                || jitterMs > 0
                || reorderPercent > 0
                || duplicatePercent > 0;
    }
}
