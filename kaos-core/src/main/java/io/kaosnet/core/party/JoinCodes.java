package io.kaosnet.core.party;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Short codes that stand for parties until they expire. Safe from any thread.
final class JoinCodes {
    /// None looks or sounds like another: no I, L, O, U, 0, 1.
    private static final String LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

    static final int LENGTH = 6;

    private final RandomGenerator random;
    private final Map<String, Code> byText = new HashMap<>();

    /// A code. Immutable.
    ///
    /// @param expiresMs wall time
    record Code(String text, PartyRoom room, long expiresMs) {}

    /// @param random not to be guessed
    JoinCodes(RandomGenerator random) {
        this.random = random;
    }

    /// A code of the party: the one it has, or a new one.
    synchronized Code of(PartyRoom room, long nowMs, long lifeMs) {
        Code known = room.code;
        if (known != null && known.expiresMs > nowMs) {
            return known;
        }
        byText.values().removeIf(code -> code.expiresMs <= nowMs);
        String text = text();
        while (byText.containsKey(text)) {
            text = text();
        }
        var code = new Code(text, room, nowMs + lifeMs);
        byText.put(text, code);
        room.code = code;
        return code;
    }

    private String text() {
        var text = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }

    /// Whether a text could be a code; party ids are longer.
    static boolean isCode(String text) {
        return text.length() == LENGTH;
    }

    /// @return null when it is none, or not any more
    synchronized @Nullable Code find(String text, long nowMs) {
        Code code = byText.get(text.toUpperCase(Locale.ROOT));
        return code == null || code.expiresMs <= nowMs ? null : code;
    }

    synchronized void forget(PartyRoom room) {
        Code code = room.code;
        if (code != null) {
            byText.remove(code.text);
            room.code = null;
        }
    }
}
