package io.kaosnet.core.social;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Arguments;
import io.kaosnet.runtime.RuntimeError;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What the doors have in common. Pure functions.
final class Calls {
    private Calls() {}

    /// Runs a call and tells its refusal as game code expects it.
    static <T> T get(Supplier<T> call) {
        try {
            return call.get();
        } catch (ApiException e) {
            throw new RuntimeError(e.code().number(), e.text());
        }
    }

    static void run(Runnable call) {
        get(
                () -> {
                    call.run();
                    return true;
                });
    }

    static UUID id(String what, String text) {
        return Arguments.uuid(what, text);
    }

    /// Null for empty text.
    static @Nullable UUID idOrNull(String what, String text) {
        return text.isEmpty() ? null : id(what, text);
    }

    static List<UUID> ids(String what, List<String> texts) {
        List<UUID> ids = new ArrayList<>(texts.size());
        for (String text : texts) {
            ids.add(id(what, text));
        }
        return ids;
    }

    static int within(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw ApiException.invalidArgument(
                    what + ": " + value + " (expected: " + least + ".." + most + ")");
        }
        return value;
    }

    /// @param state null for all
    static @Nullable Integer state(@Nullable Integer state, int most) {
        if (state != null) {
            within("state", state, 0, most);
        }
        return state;
    }
}
