package io.kaosnet.core.module;

import static io.kaosnet.core.module.DoorCalls.call;
import static io.kaosnet.core.module.DoorCalls.run;

import com.google.protobuf.BoolValue;
import com.google.protobuf.Int32Value;
import com.google.protobuf.StringValue;
import io.kaosnet.core.party.Parties;
import io.kaosnet.core.session.Session;
import io.kaosnet.core.session.Sessions;
import io.kaosnet.protocol.api.ListPartiesRequest;
import io.kaosnet.protocol.api.PartyList;
import io.kaosnet.protocol.kaosnet.PartyCode;
import io.kaosnet.protocol.kaosnet.PartyReadyCheck;
import io.kaosnet.protocol.kaosnet.PartyState;
import io.kaosnet.runtime.RuntimeError;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Parties as game code sees them. Safe from any thread.
final class PartyDoor implements io.kaosnet.runtime.Parties {
    private final Parties parties;
    private final Sessions sessions;

    PartyDoor(Parties parties, Sessions sessions) {
        this.parties = parties;
        this.sessions = sessions;
    }

    @Override
    public PartyList list(
            String query, @Nullable Boolean open, boolean showHidden, int limit, String cursor) {
        var request =
                ListPartiesRequest.newBuilder()
                        .setLimit(Int32Value.of(limit))
                        .setQuery(StringValue.of(query))
                        .setCursor(StringValue.of(cursor));
        if (open != null) {
            request.setOpen(BoolValue.of(open));
        }
        return call(() -> parties.list(request.build(), showHidden));
    }

    @Override
    public PartyState get(String partyId) {
        return call(() -> parties.state(partyId, null));
    }

    private Session session(String id) {
        Session session = sessions.find(DoorCalls.uuid("session id", id));
        if (session == null) {
            throw new RuntimeError(RuntimeError.NOT_FOUND, "session " + id + ": not found");
        }
        return session;
    }

    @Override
    public void join(String partyId, String sessionId) {
        run(() -> parties.join(partyId, session(sessionId)));
    }

    @Override
    public void remove(String partyId, String sessionId) {
        run(() -> parties.remove(partyId, session(sessionId)));
    }

    @Override
    public void promote(String partyId, String sessionId) {
        run(() -> parties.promote(partyId, session(sessionId)));
    }

    @Override
    public void close(String partyId) {
        run(() -> parties.close(partyId));
    }

    @Override
    public PartyCode code(String partyId) {
        return call(() -> parties.code(partyId, null));
    }

    @Override
    public void invite(String partyId, List<String> userIds) {
        Set<UUID> users = new LinkedHashSet<>();
        userIds.forEach(id -> users.add(DoorCalls.uuid("user id", id)));
        run(() -> parties.invite(partyId, users, null));
    }

    @Override
    public PartyReadyCheck readyCheck(String partyId, int timeoutSec) {
        return call(() -> parties.readyCheck(partyId, timeoutSec, null));
    }
}
