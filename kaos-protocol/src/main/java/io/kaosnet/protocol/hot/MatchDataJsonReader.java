package io.kaosnet.protocol.hot;

import io.kaosnet.protocol.json.LenientBase64;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads an envelope that has a plain `match_data_send` from JSON. Owned by one event loop.
///
/// Plain: known names only, each once; strings of printable ASCII without escapes; `op_code` a
/// whole number or a string of one; `data` a string of base64; no presences in the list, if there
/// is one. Anything else is left to the general reader.
public final class MatchDataJsonReader {
    private static final int MAX_OP_CODE_DIGITS = 18;
    private static final long EACH_BYTE = 0x0101_0101_0101_0101L;
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final byte[] CID = ascii("cid");
    private static final byte[] MATCH_DATA_SEND = ascii("match_data_send");
    private static final byte[] MATCH_DATA_SEND_CAMEL = ascii("matchDataSend");
    private static final byte[] MATCH_ID = ascii("match_id");
    private static final byte[] MATCH_ID_CAMEL = ascii("matchId");
    private static final byte[] OP_CODE = ascii("op_code");
    private static final byte[] OP_CODE_CAMEL = ascii("opCode");
    private static final byte[] DATA = ascii("data");
    private static final byte[] PRESENCES = ascii("presences");
    private static final byte[] RELIABLE = ascii("reliable");
    private static final byte[] TRUE = ascii("true");
    private static final byte[] FALSE = ascii("false");

    // Which names were met, as bits: a second time is the general reader's to refuse.
    private static final int SEEN_CID = 1;
    private static final int SEEN_MESSAGE = 2;
    private static final int SEEN_MATCH_ID = 4;
    private static final int SEEN_OP_CODE = 8;
    private static final int SEEN_DATA = 16;
    private static final int SEEN_PRESENCES = 32;
    private static final int SEEN_RELIABLE = 64;

    private byte[] json = new byte[0];
    private int position;
    private int limit;
    private int seen;
    /// Bounds of the string read last.
    private int start;

    private int end;

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// Whether the frame was taken. If not, `into` is of no use and the frame goes to the general
    /// reader, be it another message, an unusual one or a malformed one.
    public boolean read(byte[] frame, int offset, int length, MatchDataInput into) {
        json = frame;
        position = offset;
        limit = offset + length;
        seen = 0;
        into.clear();
        if (!take('{')) {
            return false;
        }
        do {
            if (!readName() || !readEnvelopeMember(into)) {
                return false;
            }
        } while (take(','));
        return take('}') && (seen & SEEN_MESSAGE) != 0 && isAtEnd();
    }

    private boolean readEnvelopeMember(MatchDataInput into) {
        if (isName(MATCH_DATA_SEND) || isName(MATCH_DATA_SEND_CAMEL)) {
            return once(SEEN_MESSAGE) && take(':') && readMessage(into);
        }
        if (isName(CID) && once(SEEN_CID) && take(':') && readString()) {
            into.cid(text());
            return true;
        }
        return false;
    }

    private boolean readMessage(MatchDataInput into) {
        if (!take('{')) {
            return false;
        }
        do {
            if (!readName() || !readMember(into)) {
                return false;
            }
        } while (take(','));
        return take('}');
    }

    private boolean readMember(MatchDataInput into) {
        if (isName(MATCH_ID) || isName(MATCH_ID_CAMEL)) {
            if (!once(SEEN_MATCH_ID) || !take(':') || !readString()) {
                return false;
            }
            into.matchId(text());
            return true;
        }
        if (isName(OP_CODE) || isName(OP_CODE_CAMEL)) {
            return once(SEEN_OP_CODE) && take(':') && readOpCode(into);
        }
        if (isName(DATA)) {
            if (!once(SEEN_DATA) || !take(':') || !readString()) {
                return false;
            }
            byte @Nullable [] data = LenientBase64.decode(json, start, end - start);
            if (data == null) {
                return false;
            }
            into.data(data);
            return true;
        }
        if (isName(RELIABLE)) {
            return once(SEEN_RELIABLE) && take(':') && readReliable(into);
        }
        return isName(PRESENCES) && once(SEEN_PRESENCES) && take(':') && take('[') && take(']');
    }

    private boolean readOpCode(MatchDataInput into) {
        boolean isQuoted = take('"');
        boolean isNegative = position < limit && json[position] == '-';
        int at = isNegative ? position + 1 : position;
        int first = at;
        long value = 0;
        while (at < limit && json[at] >= '0' && json[at] <= '9') {
            value = value * 10 + (json[at] - '0');
            at++;
            if (at - first > MAX_OP_CODE_DIGITS) {
                return false;
            }
        }
        if (at == first || (json[first] == '0' && at - first > 1)) {
            return false;
        }
        position = at;
        if (isQuoted) {
            // Not take(): a space within the quotes is no number.
            if (position == limit || json[position] != '"') {
                return false;
            }
            position++;
        }
        into.opCode(isNegative ? -value : value);
        return true;
    }

    private boolean readReliable(MatchDataInput into) {
        skipSpace();
        if (isAhead(TRUE)) {
            position += TRUE.length;
            into.isReliable(true);
            return true;
        }
        if (isAhead(FALSE)) {
            position += FALSE.length;
            return true;
        }
        return false;
    }

    private boolean isAhead(byte[] word) {
        return position + word.length <= limit
                && Arrays.equals(json, position, position + word.length, word, 0, word.length);
    }

    private boolean once(int bit) {
        boolean isFirst = (seen & bit) == 0;
        seen |= bit;
        return isFirst;
    }

    private boolean readName() {
        return readString();
    }

    private boolean isName(byte[] name) {
        // Lengths first: they tell nearly all names apart.
        return end - start == name.length && Arrays.equals(json, start, end, name, 0, name.length);
    }

    /// Leaves the bounds of the string between its quotes in `start` and `end`.
    private boolean readString() {
        if (!take('"')) {
            return false;
        }
        start = position;
        int at = position;
        // Eight bytes at a time as long as none of them ends the string or is out of the ordinary.
        while (at + Long.BYTES <= limit && isPlain((long) LONGS.get(json, at))) {
            at += Long.BYTES;
        }
        while (at < limit) {
            byte b = json[at];
            if (b == '"') {
                end = at;
                position = at + 1;
                return true;
            }
            if (b < ' ' || b == '\\') { // bytes beyond ASCII are negative
                return false;
            }
            at++;
        }
        return false;
    }

    /// Whether eight bytes are all printable ASCII other than quote and backslash. Each test sets
    /// the top bit of the bytes it finds; a borrow may only set more, which costs speed alone.
    private static boolean isPlain(long bytes) {
        long quotes = bytes ^ EACH_BYTE * '"';
        long backslashes = bytes ^ EACH_BYTE * '\\';
        long found = bytes | bytes - EACH_BYTE * ' ' | quotes - EACH_BYTE | backslashes - EACH_BYTE;
        return (found & EACH_BYTE << 7) == 0;
    }

    private String text() {
        return new String(json, start, end - start, StandardCharsets.ISO_8859_1);
    }

    private boolean take(char expected) {
        skipSpace();
        if (position < limit && json[position] == expected) {
            position++;
            return true;
        }
        return false;
    }

    private void skipSpace() {
        while (position < limit) {
            byte b = json[position];
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return;
            }
            position++;
        }
    }

    private boolean isAtEnd() {
        skipSpace();
        return position == limit;
    }
}
