package io.kaosnet.bench.wire;

import io.kaosnet.bench.BenchException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/// Text frames as the JavaScript SDK writes them.
final class JsonFrames implements SocketFormat {
    /// Base64 of nine bytes: the stamp and one more, so that no letter holds bits of what follows.
    private static final int STAMP_LETTERS = 12;

    private static final byte[] START = ascii("{\"match_data\":");
    private static final byte[] DATA = ascii("\"data\":\"");
    private static final byte[] ALPHABET =
            ascii("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
    private static final byte[] VALUES = new byte[128];

    static {
        for (int i = 0; i < ALPHABET.length; i++) {
            VALUES[ALPHABET[i]] = (byte) i;
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String id() {
        return "json";
    }

    @Override
    public int opCode() {
        return 1;
    }

    @Override
    public byte[] matchCreate(String cid) {
        return ascii("{\"match_create\":{},\"cid\":\"" + cid + "\"}");
    }

    @Override
    public byte[] matchJoin(String cid, String matchId) {
        return ascii("{\"match_join\":{\"match_id\":\"" + matchId + "\"},\"cid\":\"" + cid + "\"}");
    }

    @Override
    public Patchable matchData(String matchId, int dataBytes) {
        String data = Base64.getEncoder().encodeToString(new byte[dataBytes]);
        String front =
                "{\"match_data_send\":{\"match_id\":\""
                        + matchId
                        + "\",\"op_code\":\"1\",\"data\":\"";
        return new Patchable(
                ascii(front + data + "\",\"presences\":[],\"reliable\":true}}"), front.length());
    }

    @Override
    public boolean isMatchData(byte[] bytes, int offset, int length) {
        return length > START.length
                && Arrays.equals(bytes, offset, offset + START.length, START, 0, START.length);
    }

    @Override
    public long stampOf(byte[] bytes, int offset, int length, Hint hint) {
        int limit = offset + length - STAMP_LETTERS - DATA.length;
        int at = offset + hint.offset;
        if (at > limit || !isData(bytes, at)) {
            at = offset + START.length;
            while (at <= limit && !isData(bytes, at)) {
                at++;
            }
            if (at > limit) {
                return NO_STAMP;
            }
            hint.offset = at - offset;
        }
        return decodeStamp(bytes, at + DATA.length);
    }

    private static boolean isData(byte[] bytes, int at) {
        for (int i = 0; i < DATA.length; i++) {
            if (bytes[at + i] != DATA[i]) {
                return false;
            }
        }
        return true;
    }

    /// 64 of the 72 bits that twelve letters hold: ten letters and four bits of the eleventh.
    private static long decodeStamp(byte[] bytes, int at) {
        long stamp = 0;
        for (int i = 0; i < 10; i++) {
            stamp = stamp << 6 | VALUES[bytes[at + i] & 0x7f];
        }
        return stamp << 4 | VALUES[bytes[at + 10] & 0x7f] >> 2;
    }

    @Override
    public void encodeStamp(long stamp, byte[] into, int offset) {
        for (int i = 0; i < 10; i++) {
            into[offset + i] = ALPHABET[(int) (stamp >>> (58 - 6 * i)) & 63];
        }
        into[offset + 10] = ALPHABET[(int) (stamp & 15) << 2];
        into[offset + 11] = 'A';
    }

    @Override
    public int stampBytes() {
        return STAMP_LETTERS;
    }

    @Override
    public String matchIdOfReply(byte[] bytes, int offset, int length, String cid) {
        String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
        if (text.contains("\"error\":{")) {
            throw new BenchException("the server refused: " + text);
        }
        String name = "\"match_id\":\"";
        int at = text.indexOf(name);
        if (at < 0 || !text.contains("\"cid\":\"" + cid + "\"")) {
            return "";
        }
        int start = at + name.length();
        return text.substring(start, text.indexOf('"', start));
    }
}
