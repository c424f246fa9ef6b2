package io.kaosnet.bench.rest;

import io.kaosnet.bench.BenchContext;
import io.kaosnet.bench.BenchException;
import io.kaosnet.bench.wire.RestConnection;
import io.kaosnet.bench.wire.Troubles;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// Connections that each ask again as soon as they are answered. Started and ended by the main
/// thread, driven by the loops.
final class RestLoad implements RestConnection.Listener {
    private static final int OPEN_LIMIT_SECONDS = 30;

    /// What is asked and what becomes of the answers. Called on the connection's loop.
    interface Exchange {
        /// The next request of that connection, or null to end it. The array is good until the
        /// next call for the same connection.
        byte @Nullable [] request(int connection);

        default void onBody(int connection, byte[] bytes, int offset, int length) {}
    }

    private final Exchange exchange;
    private final long[] sentNs;
    private final CountDownLatch ended;
    private final Troubles troubles = new Troubles();
    private volatile boolean stopping;

    private RestLoad(int connections, Exchange exchange) {
        this.exchange = exchange;
        this.sentNs = new long[connections];
        this.ended = new CountDownLatch(connections);
    }

    static RestLoad start(BenchContext context, int connections, Exchange exchange) {
        var load = new RestLoad(connections, exchange);
        for (int i = 0; i < connections; i++) {
            RestConnection.open(context.loops().of(i), context.target(), i, load);
        }
        return load;
    }

    /// Waits until every connection has ended by itself.
    void await(int seconds, String what) throws InterruptedException {
        BenchContext.await(ended, seconds, what);
        refuseTroubles();
    }

    /// Lets the connections end after the answers they wait for.
    void stop() throws InterruptedException {
        stopping = true;
        BenchContext.await(ended, OPEN_LIMIT_SECONDS, "answers");
        refuseTroubles();
    }

    /// @throws BenchException if an answer was an error or a connection was lost
    void refuseTroubles() {
        troubles.refuse();
    }

    @Override
    public void onConnected(RestConnection connection) {
        next(connection);
    }

    private void next(RestConnection connection) {
        int number = connection.number();
        byte[] request = stopping ? null : exchange.request(number);
        if (request == null) {
            connection.close();
            ended.countDown();
            return;
        }
        long nowNs = System.nanoTime();
        sentNs[number] = nowNs;
        connection.loop().tally().onSent(nowNs, nowNs);
        connection.send(request, request.length);
    }

    @Override
    public void onReply(
            RestConnection connection, int status, byte[] bytes, int offset, int length) {
        int number = connection.number();
        if (status == 200) {
            connection.loop().tally().onReceived(sentNs[number], System.nanoTime());
            exchange.onBody(number, bytes, offset, length);
        } else {
            connection.loop().tally().onFailed();
            String body = new String(bytes, offset, length, StandardCharsets.UTF_8);
            troubles.add("HTTP " + status + ": " + body);
        }
        next(connection);
    }

    @Override
    public void onClosed(RestConnection connection, String why) {
        connection.loop().tally().onFailed();
        troubles.add("a connection was lost: " + why);
        ended.countDown();
    }
}
