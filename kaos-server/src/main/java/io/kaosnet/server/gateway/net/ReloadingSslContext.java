package io.kaosnet.server.gateway.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// TLS from a certificate and a key file, both PEM; new connections use a changed pair within
/// seconds, open ones keep theirs. A changed pair that does not load, or does not belong together
/// since only one of the files has been replaced yet, changes nothing. Safe from any thread.
public final class ReloadingSslContext extends SslContext {
    private static final Logger LOG = LoggerFactory.getLogger(ReloadingSslContext.class);
    private static final long CHECK_PERIOD_NS = 2_000_000_000L;

    private final Path certificate;
    private final Path key;
    private volatile Loaded loaded;
    private volatile long checkedNs = System.nanoTime();

    /// One pair as it was read.
    private record Loaded(SslContext context, long certificateMs, long keyMs) {}

    /// Loads the pair.
    ///
    /// @throws IllegalArgumentException when it cannot be read or does not fit together
    public ReloadingSslContext(Path certificate, Path key) {
        this.certificate = certificate;
        this.key = key;
        try {
            this.loaded = load(certificate, key);
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "socket.ssl_certificate, socket.ssl_private_key: cannot load "
                            + certificate
                            + " and "
                            + key
                            + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private static Loaded load(Path certificate, Path key) throws IOException {
        long certificateMs = Files.getLastModifiedTime(certificate).toMillis();
        long keyMs = Files.getLastModifiedTime(key).toMillis();
        SslContext context =
                pair(certificate, key)
                        .sslProvider(SslProvider.JDK)
                        .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                        .applicationProtocolConfig(
                                new ApplicationProtocolConfig(
                                        ApplicationProtocolConfig.Protocol.ALPN,
                                        ApplicationProtocolConfig.SelectorFailureBehavior
                                                .NO_ADVERTISE,
                                        ApplicationProtocolConfig.SelectedListenerFailureBehavior
                                                .ACCEPT,
                                        ApplicationProtocolNames.HTTP_2,
                                        ApplicationProtocolNames.HTTP_1_1))
                        .build();
        return new Loaded(context, certificateMs, keyMs);
    }

    private static SslContextBuilder pair(Path certificate, Path key) throws IOException {
        PrivateKey secret;
        X509Certificate[] chain;
        try {
            chain = toX509Certificates(certificate.toFile());
            secret = toPrivateKey(key.toFile(), null);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
        }
        if (chain.length == 0 || !isPair(chain[0].getPublicKey(), secret)) {
            throw new IllegalArgumentException("the key is not that of the certificate");
        }
        return SslContextBuilder.forServer(secret, chain);
    }

    /// Whether one verifies what the other signs; no handshake would succeed otherwise.
    private static boolean isPair(PublicKey open, PrivateKey secret) {
        String algorithm =
                switch (secret.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> secret.getAlgorithm();
                };
        byte[] text = "KaosNet".getBytes(StandardCharsets.US_ASCII);
        try {
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(secret);
            signing.update(text);
            byte[] signature = signing.sign();
            Signature verifying = Signature.getInstance(algorithm);
            verifying.initVerify(open);
            verifying.update(text);
            return verifying.verify(signature);
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    private SslContext current() {
        long nowNs = System.nanoTime();
        if (nowNs - checkedNs > CHECK_PERIOD_NS) {
            checkedNs = nowNs;
            reloadIfChanged();
        }
        return loaded.context();
    }

    /// Looks at the files now.
    ///
    /// @return whether a new pair is in use
    public boolean reloadIfChanged() {
        try {
            Loaded before = loaded;
            if (Files.getLastModifiedTime(certificate).toMillis() == before.certificateMs()
                    && Files.getLastModifiedTime(key).toMillis() == before.keyMs()) {
                return false;
            }
            loaded = load(certificate, key);
            LOG.info("certificate reloaded file={}", certificate);
            return true;
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn(
                    "changed certificate not usable, the old one stays file={} reason=\"{}\"",
                    certificate,
                    e.toString());
            return false;
        }
    }

    @Override
    public boolean isClient() {
        return false;
    }

    @Override
    public List<String> cipherSuites() {
        return loaded.context().cipherSuites();
    }

    @Override
    @SuppressWarnings("deprecation") // grpc-netty asks for it to see that HTTP/2 is offered.
    public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
        return loaded.context().applicationProtocolNegotiator();
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator) {
        return current().newEngine(allocator);
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator, String peerHost, int peerPort) {
        return current().newEngine(allocator, peerHost, peerPort);
    }

    @Override
    public SSLSessionContext sessionContext() {
        return loaded.context().sessionContext();
    }
}
