package io.kaosnet.core.script;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Requests to other servers. Never to this machine or a private network unless the rules name the
/// host; redirects are not followed, for they would lead around that.
final class HttpFunctions {
    private static final Set<String> METHODS =
            Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD");
    private static final long MAX_TIMEOUT_MS = 600_000;

    private final HttpRules rules;
    private final Semaphore permits;
    private @Nullable HttpClient client;
    private @Nullable HttpClient trusting;

    private HttpFunctions(HttpRules rules) {
        this.rules = rules;
        this.permits = new Semaphore(rules.maxRequests());
    }

    static void bind(ScriptFunctions functions, HttpRules rules) {
        var http = new HttpFunctions(rules);
        functions
                .area("HTTP")
                .addBlocking(
                        "http_request",
                        "url:string, method:string, headers:table?, body:string?,"
                                + " timeout_ms:int?=5000, insecure:bool?=false",
                        "code, headers, body",
                        "Asks another server and waits for the answer. Addresses of this machine and"
                                + " of private networks are refused unless"
                                + " `runtime.http_allowed_hosts` names the host. Redirects are not"
                                + " followed.",
                        (_, args) -> http.request(args));
    }

    private Object request(Args args) {
        String method = args.text(1).toUpperCase(Locale.ROOT);
        if (!METHODS.contains(method)) {
            throw args.bad(1, "GET, POST, PUT, PATCH, DELETE or HEAD expected");
        }
        long timeoutMs = args.integer(4);
        if (timeoutMs < 1 || timeoutMs > MAX_TIMEOUT_MS) {
            throw args.bad(4, "1 to 600000 expected");
        }
        URI uri = uri(args);
        requireReachable(uri);
        HttpRequest request = build(uri, method, args);
        if (!permits.tryAcquire()) {
            throw new ScriptException("http_request: too many requests are under way");
        }
        try {
            HttpResponse<byte[]> response = send(client(args.flag(5)), request, timeoutMs);
            return ScriptFunction.Values.of(
                    (long) response.statusCode(), table(response.headers()), response.body());
        } catch (TimeoutException _) {
            throw new ScriptException("http_request: no answer within " + timeoutMs + " ms");
        } catch (IOException e) {
            throw new ScriptException("http_request: " + reason(e));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new ScriptException("http_request: interrupted");
        } finally {
            permits.release();
        }
    }

    /// The client's own timeout ends with the answer's headers; this one covers the body.
    private HttpResponse<byte[]> send(HttpClient by, HttpRequest request, long timeoutMs)
            throws IOException, InterruptedException, TimeoutException {
        CompletableFuture<HttpResponse<byte[]>> answer =
                by.sendAsync(
                        request,
                        BodyHandlers.limiting(
                                BodyHandlers.ofByteArray(), rules.maxResponseBytes()));
        try {
            return answer.get(timeoutMs, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IOException(e.getCause());
        } finally {
            // Without an answer this closes the connection.
            answer.cancel(true);
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static URI uri(Args args) {
        try {
            URI uri = URI.create(args.text(0));
            boolean isHttp =
                    "http".equalsIgnoreCase(uri.getScheme())
                            || "https".equalsIgnoreCase(uri.getScheme());
            if (isHttp && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException _) {
            // Told below.
        }
        throw args.bad(0, "http or https URL expected");
    }

    /// The JVM keeps what it resolved for some seconds, so the client connects to what is checked
    /// here.
    private void requireReachable(URI uri) {
        String host = uri.getHost();
        boolean isTls = "https".equalsIgnoreCase(uri.getScheme());
        int port = uri.getPort() < 0 ? (isTls ? 443 : 80) : uri.getPort();
        if (rules.allows(host, port)) {
            return;
        }
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (isPrivate(address)) {
                    throw new ScriptException(
                            "http_request: "
                                    + host
                                    + " is a private address (runtime.http_allowed_hosts)");
                }
            }
        } catch (UnknownHostException _) {
            throw new ScriptException("http_request: host " + host + " not found");
        }
    }

    /// Addresses that mean this machine or the network it stands in, also inside others.
    static boolean isPrivate(InetAddress address) {
        byte[] bytes = address.getAddress();
        return isSpecial(address)
                || (bytes.length == 16 ? isPrivateV6(bytes) : isPrivateV4(bytes))
                || isOwn(address);
    }

    private static boolean isPrivateV4(byte[] bytes) {
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        boolean isShared = first == 100 && second >= 64 && second < 128;
        boolean isBenchmark = first == 198 && (second == 18 || second == 19);
        boolean isProtocols = first == 192 && second == 0 && bytes[2] == 0;
        return first == 0 || first >= 240 || isShared || isBenchmark || isProtocols;
    }

    private static boolean isPrivateV6(byte[] bytes) {
        int first = ((bytes[0] & 0xff) << 8) | (bytes[1] & 0xff);
        int second = ((bytes[2] & 0xff) << 8) | (bytes[3] & 0xff);
        boolean isUniqueLocal = (first & 0xfe00) == 0xfc00;
        boolean isTunnel = first == 0x2002 || (first == 0x2001 && second == 0);
        // 0000::/8 holds the loopback and IPv4 addresses in other forms, and nothing else public.
        return isUniqueLocal || isTunnel || bytes[0] == 0;
    }

    /// A public address of this machine leads to what listens on all addresses.
    private static boolean isOwn(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException _) {
            return true;
        }
    }

    private static boolean isSpecial(InetAddress address) {
        return address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress();
    }

    private static HttpRequest build(URI uri, String method, Args args) {
        byte[] body = args.bytes(3);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri)
                        .method(
                                method,
                                body.length == 0
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofByteArray(body));
        try {
            ScriptTables.textMap("headers", args.map(2)).forEach(request::setHeader);
        } catch (IllegalArgumentException e) {
            throw args.bad(2, "header: " + e.getMessage());
        }
        return request.build();
    }

    private static Map<Object, @Nullable Object> table(HttpHeaders headers) {
        Map<Object, @Nullable Object> table = new LinkedHashMap<>();
        headers.map().forEach((name, values) -> table.put(name, String.join(", ", values)));
        return table;
    }

    private synchronized HttpClient client(boolean isInsecure) {
        HttpClient made = isInsecure ? trusting : client;
        if (made == null) {
            HttpClient.Builder builder =
                    HttpClient.newBuilder()
                            .followRedirects(HttpClient.Redirect.NEVER)
                            .connectTimeout(Duration.ofMillis(MAX_TIMEOUT_MS));
            if (isInsecure) {
                trusting = made = builder.sslContext(trustingContext()).build();
            } else {
                client = made = builder.build();
            }
        }
        return made;
    }

    private static SSLContext trustingContext() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustAll()}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    /// For scripts that ask for it by name: servers with certificates of their own making.
    private static final class TrustAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(
                X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkServerTrusted(
                X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
