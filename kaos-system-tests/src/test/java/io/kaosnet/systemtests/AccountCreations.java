package io.kaosnet.systemtests;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Callers that create accounts over REST, one after the other, and remember what they were told.
/// Safe from any thread.
final class AccountCreations implements AutoCloseable {
    private static final Pattern TOKEN = Pattern.compile("\"token\":\"[^.]+\\.([^.]+)\\.");
    private static final Pattern USER = Pattern.compile("\"uid\":\"([^\"]+)\"");
    private static final String BASIC =
            "Basic "
                    + Base64.getEncoder()
                            .encodeToString("defaultkey:".getBytes(StandardCharsets.UTF_8));

    private static final int READER_COUNT = 16;

    private final int port;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicBoolean isOver = new AtomicBoolean();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final List<Thread> callers = new ArrayList<>();

    /// Users by the device that they were acknowledged for.
    private final Map<String, String> acknowledged;

    private final Queue<String> unexpected = new ConcurrentLinkedQueue<>();

    /// @param acknowledged where to put users by device; safe from any thread
    AccountCreations(int port, Map<String, String> acknowledged) {
        this.port = port;
        this.acknowledged = acknowledged;
    }

    static Map<String, String> none() {
        return new ConcurrentHashMap<>();
    }

    /// @param prefix of the devices, at least four characters
    AccountCreations start(int callerCount, String prefix) {
        for (int i = 0; i < callerCount; i++) {
            callers.add(Thread.ofVirtual().start(() -> call(prefix)));
        }
        return this;
    }

    private void call(String prefix) {
        while (!isOver.get()) {
            String device = prefix + "-device-" + next.getAndIncrement();
            try {
                HttpResponse<String> answer = authenticate(device, true);
                if (answer.statusCode() == 200) {
                    acknowledged.put(device, user(answer.body()));
                } else if (answer.statusCode() == 503 && answer.body().contains("\"code\":14")) {
                    refused.incrementAndGet();
                    // Who was refused tries again later.
                    LockSupport.parkNanos(1_000_000);
                } else {
                    unexpected.add(answer.statusCode() + " " + answer.body());
                }
            } catch (IOException _) {
                // The server died: whoever was not answered knows nothing.
                LockSupport.parkNanos(1_000_000);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private HttpResponse<String> authenticate(String device, boolean create)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:"
                                                + port
                                                + "/v2/account/authenticate/device?create="
                                                + create))
                        .header("Authorization", BASIC)
                        .timeout(Duration.ofSeconds(30))
                        .POST(HttpRequest.BodyPublishers.ofString("{\"id\":\"" + device + "\"}"))
                        .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static String user(String session) {
        Matcher token = TOKEN.matcher(session);
        if (!token.find()) {
            throw new AssertionError(session);
        }
        String claims =
                new String(Base64.getUrlDecoder().decode(token.group(1)), StandardCharsets.UTF_8);
        Matcher user = USER.matcher(claims);
        if (!user.find()) {
            throw new AssertionError(claims);
        }
        return user.group(1);
    }

    int refusedCount() {
        return refused.get();
    }

    /// Answers that were neither a session nor 503 with code 14.
    List<String> unexpected() {
        return List.copyOf(unexpected);
    }

    /// Devices whose account is not there any more, or is another one.
    List<String> lost() {
        Queue<Map.Entry<String, String>> left =
                new ConcurrentLinkedQueue<>(acknowledged.entrySet());
        Queue<String> lost = new ConcurrentLinkedQueue<>();
        List<Thread> readers = new ArrayList<>();
        for (int i = 0; i < READER_COUNT; i++) {
            readers.add(
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        for (var one = left.poll();
                                                one != null;
                                                one = left.poll()) {
                                            check(one, lost);
                                        }
                                    }));
        }
        readers.forEach(AccountCreations::join);
        return List.copyOf(lost);
    }

    private void check(Map.Entry<String, String> account, Queue<String> lost) {
        try {
            HttpResponse<String> answer = authenticate(account.getKey(), false);
            if (answer.statusCode() != 200 || !user(answer.body()).equals(account.getValue())) {
                lost.add(account.getKey() + ": " + answer.statusCode() + " " + answer.body());
            }
        } catch (IOException e) {
            lost.add(account.getKey() + ": " + e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Ends the callers.
    void stop() {
        isOver.set(true);
        callers.forEach(AccountCreations::join);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stop();
        http.shutdownNow();
    }
}
