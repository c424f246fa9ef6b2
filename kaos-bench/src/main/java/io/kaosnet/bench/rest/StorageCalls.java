package io.kaosnet.bench.rest;

import io.kaosnet.bench.BenchContext;
import io.kaosnet.bench.wire.HttpRequests;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Objects of players, four in each request. Immutable.
final class StorageCalls {
    private static final int BATCH = 4;
    private static final String DIGITS = "10000000000000";
    private static final String FILLING = "0123456789abcdef".repeat(8);
    private static final int FILL_SECONDS = 60;

    private StorageCalls() {}

    /// Each request changes its player's four objects: a number in them differs every time.
    static RestLoad.Exchange writes(BenchContext context) throws InterruptedException {
        byte[][] requests = writeRequests(context);
        int connections = RestScenario.connections(context);
        int[] next = new int[connections];
        long[] number = new long[connections];
        List<int[]> places = new ArrayList<>();
        for (byte[] request : requests) {
            places.add(places(request));
        }
        for (int i = 0; i < connections; i++) {
            next[i] = i * requests.length / connections;
        }
        return connection -> {
            next[connection] = (next[connection] + 1) % requests.length;
            byte[] request = requests[next[connection]];
            number[connection]++;
            for (int end : places.get(next[connection])) {
                long left = number[connection] * connections + connection;
                for (int at = end; left > 0; at--) {
                    request[at] = (byte) ('0' + left % 10);
                    left /= 10;
                }
            }
            return request;
        };
    }

    /// Where the numbers in a request end.
    private static int[] places(byte[] request) {
        String text = new String(request, StandardCharsets.US_ASCII);
        int[] places = new int[BATCH];
        int from = 0;
        for (int i = 0; i < BATCH; i++) {
            from = text.indexOf(DIGITS, from) + DIGITS.length();
            places[i] = from - 1;
        }
        return places;
    }

    private static byte[][] writeRequests(BenchContext context) throws InterruptedException {
        String[] tokens = Players.tokens(context, RestScenario.PLAYERS);
        byte[][] requests = new byte[tokens.length][];
        for (int i = 0; i < tokens.length; i++) {
            StringBuilder body = new StringBuilder("{\"objects\":[");
            for (int k = 0; k < BATCH; k++) {
                body.append(k == 0 ? "" : ",")
                        .append("{\"collection\":\"bench\",\"key\":\"key")
                        .append(k)
                        .append("\",\"value\":\"{\\\"number\\\":")
                        .append(DIGITS)
                        .append(",\\\"text\\\":\\\"")
                        .append(FILLING)
                        .append("\\\"}\"}");
            }
            requests[i] =
                    HttpRequests.put(
                            context.target(),
                            "/v2/storage",
                            "Bearer " + tokens[i],
                            body.append("]}").toString());
        }
        return requests;
    }

    static RestLoad.Exchange reads(BenchContext context) throws InterruptedException {
        byte[][] fill = writeRequests(context);
        int connections = RestScenario.connections(context);
        int[] next = new int[connections];
        for (int i = 0; i < connections; i++) {
            next[i] = i;
        }
        RestLoad.start(
                        context,
                        connections,
                        connection -> {
                            int index = next[connection];
                            next[connection] += connections;
                            return index < fill.length ? fill[index] : null;
                        })
                .await(FILL_SECONDS, "objects");
        String[] tokens = Players.tokens(context, RestScenario.PLAYERS);
        byte[][] requests = new byte[tokens.length][];
        for (int i = 0; i < tokens.length; i++) {
            StringBuilder body = new StringBuilder("{\"object_ids\":[");
            for (int k = 0; k < BATCH; k++) {
                body.append(k == 0 ? "" : ",")
                        .append("{\"collection\":\"bench\",\"key\":\"key")
                        .append(k)
                        .append("\",\"user_id\":\"")
                        .append(Players.userId(tokens[i]))
                        .append("\"}");
            }
            requests[i] =
                    HttpRequests.post(
                            context.target(),
                            "/v2/storage",
                            "Bearer " + tokens[i],
                            body.append("]}").toString());
        }
        return RestScenario.inTurn(context, requests);
    }
}
