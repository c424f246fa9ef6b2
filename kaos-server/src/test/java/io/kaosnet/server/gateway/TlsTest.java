package io.kaosnet.server.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.kaosnet.server.gateway.net.ReloadingSslContext;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

final class TlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir Path dir = Path.of("");
    private Path certificate = Path.of("");
    private Path key = Path.of("");

    @BeforeEach
    void makePair() throws Exception {
        certificate = dir.resolve("server.crt");
        key = dir.resolve("server.key");
        writePair("first");
    }

    /// Writes a self-signed pair for `localhost`, made by the JDK's own keytool.
    private Certificate writePair(String name) throws Exception {
        Path store = dir.resolve(name + ".p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "k",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=" + name,
                                "-ext",
                                "san=dns:localhost",
                                "-validity",
                                "10",
                                "-storepass",
                                "changeit",
                                "-keystore",
                                store.toString())
                        .redirectErrorStream(true)
                        .start();
        keytool.getInputStream().readAllBytes();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD);
        Certificate made = keys.getCertificate("k");
        Files.writeString(certificate, pem("CERTIFICATE", made.getEncoded()));
        Files.writeString(key, pem("PRIVATE KEY", keys.getKey("k", PASSWORD).getEncoded()));
        return made;
    }

    private static String pem(String type, byte[] der) {
        return "-----BEGIN "
                + type
                + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END "
                + type
                + "-----\n";
    }

    /// The name on the certificate that a new connection meets, and the protocol it speaks.
    private String connect(int port, HttpClient.Version version) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        for (String name : new String[] {"first", "second"}) {
            Path store = dir.resolve(name + ".p12");
            if (Files.exists(store)) {
                trusted.setCertificateEntry(
                        name, KeyStore.getInstance(store.toFile(), PASSWORD).getCertificate("k"));
            }
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        try (var client = HttpClient.newBuilder().sslContext(context).version(version).build()) {
            HttpResponse<String> answer =
                    client.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    "https://localhost:" + port + "/healthcheck"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.body()).isEqualTo("{}");
            var peer = (X509Certificate) answer.sslSession().orElseThrow().getPeerCertificates()[0];
            return peer.getSubjectX500Principal().getName() + " " + answer.version();
        }
    }

    @Test
    void bothProtocolsAreServedAndAChangedPairIsTakenUp() throws Exception {
        try (var server = new GatewayFixture(new ReloadingSslContext(certificate, key))) {
            int port = server.address.getPort();
            assertThat(connect(port, HttpClient.Version.HTTP_1_1)).isEqualTo("CN=first HTTP_1_1");
            assertThat(connect(port, HttpClient.Version.HTTP_2)).isEqualTo("CN=first HTTP_2");
            writePair("second");
            touchLater();
            String name;
            long deadlineNs = System.nanoTime() + 10_000_000_000L;
            do {
                name = connect(port, HttpClient.Version.HTTP_2);
            } while (!name.startsWith("CN=second") && System.nanoTime() < deadlineNs);
            assertThat(name).isEqualTo("CN=second HTTP_2");
        }
    }

    /// As while the two files are being replaced, one after the other.
    @Test
    void aCertificateWithoutItsKeyChangesNothing() throws Exception {
        String firstKey = Files.readString(key);
        var context = new ReloadingSslContext(certificate, key);
        try (var server = new GatewayFixture(context)) {
            writePair("second");
            String secondKey = Files.readString(key);
            Files.writeString(key, firstKey);
            touchLater();
            assertThat(context.reloadIfChanged()).isFalse();
            assertThat(connect(server.address.getPort(), HttpClient.Version.HTTP_1_1))
                    .isEqualTo("CN=first HTTP_1_1");
            Files.writeString(key, secondKey);
            touchLater();
            assertThat(context.reloadIfChanged()).isTrue();
            assertThat(connect(server.address.getPort(), HttpClient.Version.HTTP_1_1))
                    .isEqualTo("CN=second HTTP_1_1");
        }
        Files.writeString(key, firstKey);
        assertThatThrownBy(() -> new ReloadingSslContext(certificate, key))
                .hasMessageContaining("the key is not that of the certificate");
    }

    @Test
    void whoSpeaksNoTlsIsClosedAndNoLineInTheLog() throws Exception {
        var log = new ListAppender<ILoggingEvent>();
        log.start();
        var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(log);
        try (var server = new GatewayFixture(new ReloadingSslContext(certificate, key));
                var socket = new Socket("localhost", server.address.getPort())) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8));
            socket.getInputStream().readAllBytes();
        } finally {
            root.detachAppender(log);
        }
        assertThat(log.list).noneMatch(event -> event.getLevel().isGreaterOrEqual(Level.WARN));
    }

    private void touchLater() throws IOException {
        FileTime later = FileTime.fromMillis(System.currentTimeMillis() + 5000);
        Files.setLastModifiedTime(certificate, later);
        Files.setLastModifiedTime(key, later);
    }

    @Test
    void unreadablePairIsRefusedWithItsNames() throws IOException {
        Files.writeString(key, "nonsense");
        assertThatThrownBy(() -> new ReloadingSslContext(certificate, key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("server.key");
    }
}
