package io.kaosnet.server.gateway.net;

import io.kaosnet.core.session.CloseReason;

/// Sees what the gateways do, for metrics. Safe from any thread, never blocks.
public interface GatewayObserver {
    void onSocketOpened();

    void onSocketClosed(CloseReason reason);

    /// @param lengthBytes of one inbound message, headers not counted
    void onReceived(int lengthBytes);

    /// @param lengthBytes of one outbound message, framing included
    void onSent(int lengthBytes);

    GatewayObserver NONE =
            new GatewayObserver() {
                @Override
                public void onSocketOpened() {}

                @Override
                public void onSocketClosed(CloseReason reason) {}

                @Override
                public void onReceived(int lengthBytes) {}

                @Override
                public void onSent(int lengthBytes) {}
            };
}
