package io.kaosnet.bench.script;

import io.kaosnet.bench.BenchException;
import io.kaosnet.bench.host.Target;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// The server's functions and metrics, apart from the load. Owned by the main thread.
final class ScriptServer implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int MATCHES_AT_ONCE = 100;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Target target;

    ScriptServer(Target target) {
        this.target = target;
    }

    /// The settings of a server that runs the scripts.
    static List<String> flags(Path home) {
        return List.of("--runtime.path", home.resolve("kaos-bench/src/main/lua").toString());
    }

    /// The request of a function, as a server calls it.
    HttpRequest request(String function, String payload) {
        URI uri =
                URI.create(
                        "http://"
                                + target.host()
                                + ":"
                                + target.port()
                                + "/v2/rpc/"
                                + function
                                + "?unwrap&http_key="
                                + target.httpKey());
        return HttpRequest.newBuilder(uri)
                .timeout(LIMIT)
                .POST(HttpRequest.BodyPublishers.ofString(payload))
                .build();
    }

    HttpClient client() {
        return client;
    }

    private String text(HttpRequest request) throws InterruptedException {
        try {
            HttpResponse<String> answer =
                    client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new BenchException(request.uri().getPath() + ": " + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new BenchException(request.uri().getPath() + ": " + e.getMessage());
        }
    }

    /// Makes matches and returns their ids.
    List<String> create(String handler, int count, int rateHz) throws InterruptedException {
        List<String> ids = new ArrayList<>(count);
        while (ids.size() < count) {
            int some = Math.min(MATCHES_AT_ONCE, count - ids.size());
            String payload =
                    String.format(
                            Locale.ROOT,
                            "{\"handler\":\"%s\",\"count\":%d,\"rate\":%d}",
                            handler,
                            some,
                            rateHz);
            for (String part : text(request("lua_create", payload)).split("\"", -1)) {
                if (part.length() > 36) {
                    ids.add(part);
                }
            }
        }
        return ids;
    }

    /// Counted values of the server's metrics, summed over their tags but for a histogram's `le`.
    ///
    /// @throws BenchException when the console's port cannot be read
    Map<String, Double> metrics() throws InterruptedException {
        URI uri = URI.create("http://" + target.host() + ":" + (target.port() + 1) + "/metrics");
        Map<String, Double> values = new TreeMap<>();
        for (String line :
                text(HttpRequest.newBuilder(uri).timeout(LIMIT).build()).split("\n", -1)) {
            int space = line.lastIndexOf(' ');
            if (line.startsWith("#") || space < 0) {
                continue;
            }
            int brace = line.indexOf('{');
            String name = brace < 0 ? line.substring(0, space) : line.substring(0, brace);
            int bound = line.indexOf("le=\"");
            if (bound >= 0) {
                name += "<=" + line.substring(bound + 4, line.indexOf('"', bound + 4));
            }
            values.merge(name, Double.parseDouble(line.substring(space + 1)), Double::sum);
        }
        return values;
    }

    /// What was counted between two looks.
    static double grown(Map<String, Double> before, Map<String, Double> after, String name) {
        return after.getOrDefault(name, 0.0) - before.getOrDefault(name, 0.0);
    }

    /// A percentile of what a histogram took in between two looks, in milliseconds, read off its
    /// buckets' bounds.
    static double percentileMs(
            Map<String, Double> before, Map<String, Double> after, String name, double percentile) {
        Map<Double, Double> counts = new TreeMap<>();
        String prefix = name + "_bucket<=";
        for (String bucket : after.keySet()) {
            if (bucket.startsWith(prefix)) {
                String bound = bucket.substring(prefix.length());
                double seconds =
                        bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound);
                counts.put(seconds, grown(before, after, bucket));
            }
        }
        double all = counts.values().stream().mapToDouble(d -> d).max().orElse(0);
        double lastBound = 0;
        double lastCount = 0;
        for (Map.Entry<Double, Double> bucket : counts.entrySet()) {
            double wanted = all * percentile / 100;
            if (bucket.getValue() >= wanted) {
                double bound = bucket.getKey();
                double share = (wanted - lastCount) / Math.max(1e-9, bucket.getValue() - lastCount);
                return 1000
                        * (Double.isInfinite(bound)
                                ? lastBound
                                : lastBound + share * (bound - lastBound));
            }
            lastBound = bucket.getKey();
            lastCount = bucket.getValue();
        }
        return Double.NaN;
    }

    @Override
    public void close() {
        client.close();
    }
}
