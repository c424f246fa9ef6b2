package io.kaosnet.core.party;

import io.kaosnet.core.presence.Presence;
import io.kaosnet.protocol.kaosnet.PartyReadyCheck;
import io.kaosnet.protocol.kaosnet.PartyReadyCheck.State;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Whether everybody in a party is ready. Guarded by its party's monitor.
final class ReadyCheck {
    final long expiresMs;

    /// The answer of each member, null before it has answered.
    private final Map<UUID, @Nullable Boolean> answers = new LinkedHashMap<>();

    private State state = State.RUNNING;

    /// @param expiresMs wall time
    ReadyCheck(Presence[] members, long expiresMs) {
        this.expiresMs = expiresMs;
        for (Presence member : members) {
            answers.put(member.session().userId(), null);
        }
    }

    boolean isRunning() {
        return state == State.RUNNING;
    }

    /// @return whether it is a member's answer to a check that runs
    boolean answer(UUID user, boolean isReady) {
        if (!isRunning() || !answers.containsKey(user)) {
            return false;
        }
        answers.put(user, isReady);
        if (!isReady) {
            state = State.FAILED;
        } else if (answers.values().stream().allMatch(Boolean.TRUE::equals)) {
            state = State.READY;
        }
        return true;
    }

    void fail() {
        state = State.FAILED;
    }

    PartyReadyCheck toProto() {
        var check = PartyReadyCheck.newBuilder().setState(state).setExpiresAt(expiresMs / 1000);
        answers.forEach(
                (user, isReady) -> {
                    String id = user.toString();
                    if (isReady == null) {
                        check.addWaiting(id);
                    } else if (isReady) {
                        check.addReady(id);
                    } else {
                        check.addNotReady(id);
                    }
                });
        return check.build();
    }
}
