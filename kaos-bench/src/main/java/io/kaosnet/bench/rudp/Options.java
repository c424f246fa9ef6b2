package io.kaosnet.bench.rudp;

import io.kaosnet.rudp.Aead;
import io.kaosnet.rudp.io.DatagramBackend;
import java.util.HashMap;
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
            } else if (VALUES.contains(name) && i + 1 < arguments.length) {
                values.put(name, arguments[++i]);
            } else {
                throw new IllegalArgumentException("unknown option: " + arguments[i]);
            }
        }
        if (values.containsKey("help")) {
            return null;
        }
        String scenario = values.getOrDefault("scenario", "throughput");
        return new Options(
                scenario,
                values.containsKey("server"),
                values.containsKey("client"),
                values.getOrDefault("endpoint", "127.0.0.1:0"),
                Long.parseLong(
                        values.getOrDefault(
                                "messages", scenario.equals("latency") ? "600" : "2000000")),
                Math.max(8, Integer.parseInt(values.getOrDefault("size", "64"))),
                Integer.parseInt(values.getOrDefault("clients", "10000")),
                Integer.parseInt(
                        values.getOrDefault("rate", scenario.equals("latency") ? "60" : "20")),
                Integer.parseInt(values.getOrDefault("seconds", "10")),
                Integer.parseInt(values.getOrDefault("warm-seconds", "10")),
                Double.parseDouble(values.getOrDefault("loss", "0")),
                Integer.parseInt(values.getOrDefault("delay-ms", "0")),
                Integer.parseInt(values.getOrDefault("jitter-ms", "0")),
                Double.parseDouble(values.getOrDefault("reorder", "0")),
                Double.parseDouble(values.getOrDefault("duplicate", "0")),
                DatagramBackend.valueOf(
                        values.getOrDefault("backend", "auto").toUpperCase(Locale.ROOT)),
                values.getOrDefault("aead", "aes").equals("chacha")
                        ? Aead.CHACHA20_POLY1305
                        : Aead.AES_128_GCM,
                Integer.parseInt(values.getOrDefault("channel", "0")),
                values.containsKey("relay"),
                values.containsKey("json"));
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
