package io.kaosnet.systemtests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// A TCP connection that sends what a test likes, whether or not it makes sense. Owned by the
/// test's thread.
final class RawClient implements AutoCloseable {
    private static final int READ_TIMEOUT_MS = 10_000;

    private final Socket socket;

    RawClient(int port) throws IOException {
        this(port, 0);
    }

    /// @param receiveBytes size of the receive buffer; 0 for the system's
    RawClient(int port, int receiveBytes) throws IOException {
        socket = new Socket();
        if (receiveBytes > 0) {
            socket.setReceiveBufferSize(receiveBytes);
        }
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(READ_TIMEOUT_MS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    RawClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawClient send(byte... bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /// Sends no more; what comes can still be read.
    RawClient endOutput() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /// Everything up to the end of the connection, orderly or not.
    String readAll() throws IOException {
        var all = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        byte[] part = new byte[8192];
        try {
            for (int count = in.read(part); count >= 0; count = in.read(part)) {
                all.write(part, 0, count);
            }
        } catch (java.net.SocketTimeoutException e) {
            throw new AssertionError("still open after " + READ_TIMEOUT_MS + " ms: " + all, e);
        } catch (IOException _) {
            // Reset: the server ended it with bytes of ours unread.
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    /// Up to the end of an answer's head.
    String readHead() throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new AssertionError("closed after: " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }

    /// Upgrades to a WebSocket.
    RawClient upgrade(String token, String format) throws IOException {
        send(
                "GET /ws?format="
                        + format
                        + "&token="
                        + token
                        + " HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                        + Base64.getEncoder().encodeToString(new byte[16])
                        + "\r\n\r\n");
        String head = readHead();
        if (!head.startsWith("HTTP/1.1 101")) {
            throw new AssertionError(head);
        }
        return this;
    }

    /// Sends one masked frame.
    ///
    /// @param opCode 1 text, 2 binary, 8 close (RFC 6455, 5.2)
    RawClient frame(int opCode, byte[] payload) throws IOException {
        var frame = new ByteArrayOutputStream();
        frame.write(0x80 | opCode);
        if (payload.length < 126) {
            frame.write(0x80 | payload.length);
        } else {
            frame.write(0x80 | 126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        }
        frame.writeBytes(new byte[4]); // A mask of zeros leaves the bytes as they are.
        frame.writeBytes(payload);
        return send(frame.toByteArray());
    }

    RawClient text(String json) throws IOException {
        return frame(1, json.getBytes(StandardCharsets.UTF_8));
    }

    /// The payload of the next frame, shorter than 64 KiB, as the server sends them: whole and
    /// without a mask.
    String readFrame() throws IOException {
        InputStream in = socket.getInputStream();
        byte[] head = in.readNBytes(2);
        if (head.length < 2) {
            throw new AssertionError("closed");
        }
        int lengthBytes = head[1];
        if (lengthBytes == 126) {
            lengthBytes = in.read() << 8 | in.read();
        }
        return new String(in.readNBytes(lengthBytes), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
