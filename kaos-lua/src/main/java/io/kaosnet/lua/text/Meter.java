package io.kaosnet.lua.text;

/// Owned by its VM's thread. Pays for the work of a library call; throws when the budget is spent.
public interface Meter {
    /// A meter without a limit.
    Meter UNLIMITED =
            new Meter() {
                @Override
                public void steps(long count) {}

                @Override
                public void bytes(long count) {}
            };

    /// About `count` elementary steps were done or are about to be.
    void steps(long count);

    /// About `count` bytes are about to be allocated.
    void bytes(long count);
}
