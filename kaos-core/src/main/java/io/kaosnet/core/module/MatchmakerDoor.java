package io.kaosnet.core.module;

import static io.kaosnet.core.module.DoorCalls.call;
import static io.kaosnet.core.module.DoorCalls.run;

import io.kaosnet.core.matchmaker.Matchmaker;
import io.kaosnet.core.matchmaker.MatchmakerApi;
import io.kaosnet.core.realtime.RealtimeException;
import io.kaosnet.core.session.Session;
import io.kaosnet.core.session.Sessions;
import io.kaosnet.protocol.api.MatchmakerStats;
import io.kaosnet.protocol.kaosnet.MatchmakerBackfill;
import io.kaosnet.protocol.kaosnet.MatchmakerQueueReport;
import io.kaosnet.protocol.kaosnet.MatchmakerTicketReport;
import io.kaosnet.protocol.realtime.MatchmakerAdd;
import io.kaosnet.runtime.MatchmakerQueue;
import io.kaosnet.runtime.RuntimeError;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// The matchmaker as game code sees it. Safe from any thread.
final class MatchmakerDoor implements io.kaosnet.runtime.Matchmaker {
    private static final int MAX_LIST = 1000;

    private final Matchmaker matchmaker;
    private final Sessions sessions;

    MatchmakerDoor(Matchmaker matchmaker, Sessions sessions) {
        this.matchmaker = matchmaker;
        this.sessions = sessions;
    }

    @Override
    public void queue(MatchmakerQueue queue) {
        matchmaker.queue(queue);
    }

    @Override
    public List<MatchmakerQueueReport> queues() {
        return call(matchmaker.reports()::queues);
    }

    @Override
    public String add(List<String> sessionIds, MatchmakerAdd ticket) {
        List<Session> members = new ArrayList<>();
        for (String id : sessionIds) {
            Session session = sessions.find(DoorCalls.uuid("session id", id));
            if (session == null) {
                throw new RuntimeError(RuntimeError.NOT_FOUND, "session " + id + ": not found");
            }
            members.add(session);
        }
        if (members.isEmpty()) {
            throw DoorCalls.invalid("session ids: none (expected: at least one)");
        }
        // Several players are a party that only this ticket knows.
        String partyId = members.size() == 1 ? "" : UUID.randomUUID().toString();
        try {
            return matchmaker.add(members, partyId, Matchmaker.Request.of(ticket)).toString();
        } catch (RealtimeException e) {
            throw DoorCalls.invalid(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void remove(String ticket) {
        if (!matchmaker.remove(DoorCalls.uuid("ticket", ticket))) {
            throw notFound();
        }
    }

    @Override
    public MatchmakerStats stats() {
        return matchmaker.statistics();
    }

    @Override
    public List<MatchmakerTicketReport> list(int limit) {
        return call(() -> matchmaker.reports().oldest(DoorCalls.limit(limit, 1, MAX_LIST)));
    }

    @Override
    public MatchmakerTicketReport why(String ticket) {
        MatchmakerTicketReport report =
                call(() -> matchmaker.reports().find(DoorCalls.uuid("ticket", ticket)));
        if (report == null) {
            throw notFound();
        }
        return report;
    }

    private static RuntimeError notFound() {
        return new RuntimeError(RuntimeError.NOT_FOUND, "ticket: not found");
    }

    @Override
    public String backfill(MatchmakerBackfill request) {
        return call(() -> MatchmakerApi.backfill(matchmaker, request)).toString();
    }

    @Override
    public void endBackfill(String ticket) {
        run(() -> matchmaker.endBackfill(DoorCalls.uuid("ticket", ticket), ""));
    }
}
