package io.kaosnet.systemtests.planted.protocol;

import io.kaosnet.core.session.Session;

/// Breaks the rule that the wire knows no server.
public record PlantedProtocol(Session session) {}
