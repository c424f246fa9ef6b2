package io.kaosnet.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the command line says, with the standards of everything it does not say. Immutable.
public final class Options {
    private static final String SERVER_PREFIX = "server.";

    static final List<Option> COMMON =
            List.of(
                    new Option("address", "", "host:port of a running server; empty: start one"),
                    new Option("pid", "0", "the running server's process, for CPU and memory"),
                    new Option("db-pid", "0", "the database's process; its children count as well"),
                    new Option("server-key", "defaultkey", "the server's client key"),
                    new Option("http-key", "defaulthttpkey", "the server's key for RPC"),
                    new Option("allow-remote", "false", "true: the address may be another machine"),
                    new Option("warmup", "20", "2", "seconds of load before measuring"),
                    new Option("seconds", "10", "3", "seconds measured"),
                    new Option("threads", "1", "event loops of the generator"),
                    new Option(
                            "json", "", "write the figures to this file; - for standard output"));

    private final Map<String, String> given;
    private final boolean quick;
    private final List<String> serverFlags;
    private final Map<String, Option> known;

    private Options(
            Map<String, String> given,
            boolean quick,
            List<String> serverFlags,
            Map<String, Option> known) {
        this.given = given;
        this.quick = quick;
        this.serverFlags = serverFlags;
        this.known = known;
    }

    /// Reads `--name value` pairs, `--quick`, and `--server.KEY value` for the server to be
    /// started.
    ///
    /// @throws BenchException for a name that is not known or has no value
    public static Options parse(List<String> arguments, List<Option> scenarioOptions) {
        Map<String, Option> known = new LinkedHashMap<>();
        for (Option option : COMMON) {
            known.put(option.name(), option);
        }
        for (Option option : scenarioOptions) {
            known.put(option.name(), option);
        }
        Map<String, String> given = new HashMap<>();
        List<String> serverFlags = new ArrayList<>();
        boolean quick = false;
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals("--quick")) {
                quick = true;
                continue;
            }
            if (!argument.startsWith("--")) {
                throw new BenchException(argument + " (expected: --option value)");
            }
            String name = argument.substring(2);
            if (i + 1 == arguments.size()) {
                throw new BenchException(argument + " has no value");
            }
            String value = arguments.get(++i);
            if (name.startsWith(SERVER_PREFIX)) {
                serverFlags.add("--" + name.substring(SERVER_PREFIX.length()));
                serverFlags.add(value);
            } else if (known.containsKey(name)) {
                given.put(name, value);
            } else {
                throw new BenchException(
                        "unknown option " + argument + " (expected one of " + known.keySet() + ")");
            }
        }
        return new Options(given, quick, List.copyOf(serverFlags), known);
    }

    public String text(String name) {
        Option option = known.get(name);
        if (option == null) {
            throw new IllegalArgumentException("no option " + name);
        }
        String value = given.get(name);
        if (value != null) {
            return value;
        }
        return quick ? option.quick() : option.standard();
    }

    /// @throws BenchException if the value is not a whole number within the bounds
    public int whole(String name, int least, int most) {
        String value = text(name);
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Told below, together with a number out of range.
        }
        throw new BenchException(
                "--" + name + ": " + value + " (expected: " + least + " to " + most + ")");
    }

    public List<String> serverFlags() {
        return serverFlags;
    }
}
