package io.kaosnet.server;

import io.kaosnet.runtime.KaosModule;
import io.kaosnet.runtime.Registry;
import io.kaosnet.runtime.RuntimeContext;
import java.util.concurrent.CountDownLatch;

/// A game whose shutdown function never ends. Immutable.
public final class StuckModule implements KaosModule {
    @Override
    public void init(RuntimeContext context, Registry registry) {
        registry.shutdown(
                _ -> {
                    while (true) {
                        try {
                            new CountDownLatch(1).await();
                        } catch (InterruptedException _) {
                            // Nothing moves it.
                        }
                    }
                });
    }
}
