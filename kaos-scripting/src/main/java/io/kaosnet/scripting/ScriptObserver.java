package io.kaosnet.scripting;

/// Sees what becomes of scripts, for metrics. Safe from any thread, never blocks.
public interface ScriptObserver {
    /// A call overran a budget and was ended.
    ///
    /// @param what was called: `rpc`, `hook`, `match` ...
    /// @param budget `time`, `allocation`, `fuel` or `stopped`
    void onKill(String what, String id, String budget);

    /// A script raised an error that is no answer to its caller.
    void onError(String what, String id);

    /// A call was refused because all machines were busy.
    void onPoolFull();

    ScriptObserver NONE =
            new ScriptObserver() {
                @Override
                public void onKill(String what, String id, String budget) {}

                @Override
                public void onError(String what, String id) {}

                @Override
                public void onPoolFull() {}
            };
}
