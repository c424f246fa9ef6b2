package io.kaosnet.systemtests.planted.core.status;

import io.kaosnet.systemtests.planted.core.presence.PlantedPresence;
import io.kaosnet.systemtests.planted.core.storage.PlantedStorage;
import io.netty.channel.Channel;

/// Breaks the rules that a feature calls only its neighbours and that the core knows no Netty.
public record PlantedStatus(Class<PlantedStorage> storage, Channel channel) {
    static PlantedPresence presence() {
        return new PlantedPresence(null);
    }
}
