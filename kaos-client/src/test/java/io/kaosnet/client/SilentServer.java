package io.kaosnet.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Opens one WebSocket and then says nothing, like a server whose machine has gone. Safe from any
/// thread.
final class SilentServer implements AutoCloseable {
    private static final Pattern KEY = Pattern.compile("(?i)Sec-WebSocket-Key: (\\S+)");

    private final ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private volatile boolean hasHeard;

    SilentServer() throws IOException {
        Thread.ofVirtual().start(this::serve);
    }

    String base() {
        return "http://127.0.0.1:" + listening.getLocalPort();
    }

    /// Whether something came after the socket was open.
    boolean hasHeard() {
        return hasHeard;
    }

    private void serve() {
        try (Socket socket = listening.accept()) {
            InputStream in = socket.getInputStream();
            var head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.read());
            }
            Matcher key = KEY.matcher(head);
            String accept = key.find() ? accept(key.group(1)) : "";
            String answer =
                    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                            + "Connection: Upgrade\r\nSec-WebSocket-Accept: "
                            + accept
                            + "\r\n\r\n";
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            while (in.read() >= 0) {
                hasHeard = true;
            }
        } catch (IOException _) {
            // Closed: the test is over.
        }
    }

    /// RFC 6455, 4.2.2.
    private static String accept(String key) {
        try {
            byte[] text =
                    (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                            .getBytes(StandardCharsets.US_ASCII);
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
