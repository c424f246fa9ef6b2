package io.kaosnet.core.module;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.runtime.RuntimeError;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How game code calls the server: what it gives is checked, and a refusal is told as it expects.
/// Pure functions.
final class DoorCalls {
    private DoorCalls() {}

    static <T extends @Nullable Object> T call(Supplier<T> call) {
        try {
            return call.get();
        } catch (ApiException e) {
            throw new RuntimeError(e.code().number(), e.text());
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    static void run(Runnable call) {
        call(
                () -> {
                    call.run();
                    return call;
                });
    }

    static RuntimeError invalid(String message) {
        return new RuntimeError(RuntimeError.INVALID_ARGUMENT, message);
    }

    static UUID uuid(String what, String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException _) {
            throw invalid(what + ": \"" + text + "\" (expected: a UUID)");
        }
    }

    static UUID owner(String id) {
        return uuid("owner id", id);
    }

    static int limit(int limit, int least, int most) {
        if (limit < least || limit > most) {
            throw invalid("limit: " + limit + " (expected: " + least + ".." + most + ")");
        }
        return limit;
    }
}
