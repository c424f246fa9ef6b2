package io.kaosnet.core.module;

import io.kaosnet.core.presence.Presences;
import io.kaosnet.runtime.Matches;
import io.kaosnet.runtime.Server;
import io.kaosnet.runtime.Sessions;
import io.kaosnet.runtime.Streams;

/// The server's features as game code sees them. Safe from any thread.
public final class ServerDoors implements Server {
    private final Modules modules;
    private final Matches matches;
    private final Streams streams;
    private final Sessions sessions;

    public ServerDoors(
            Modules modules,
            Matches matches,
            Presences presences,
            io.kaosnet.core.session.Sessions sessions) {
        this.modules = modules;
        this.matches = matches;
        this.streams = new StreamDoor(presences, sessions);
        this.sessions = new SessionDoor(sessions);
    }

    @Override
    public Matches matches() {
        return matches;
    }

    @Override
    public Streams streams() {
        return streams;
    }

    @Override
    public Sessions sessions() {
        return sessions;
    }

    @Override
    public String rpc(String id, String payload) {
        return modules.call(id, payload);
    }
}
