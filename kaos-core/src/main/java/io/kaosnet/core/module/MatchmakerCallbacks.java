package io.kaosnet.core.module;

import io.kaosnet.core.matchmaker.MatchmakerHooks;
import io.kaosnet.runtime.MatchmakerMatchedHook;
import io.kaosnet.runtime.MatchmakerMatchedHook.Entry;
import io.kaosnet.runtime.MatchmakerOverrideHook;
import io.kaosnet.runtime.MatchmakerProcessorHook;
import io.kaosnet.runtime.RuntimeContext.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// What the matchmaker asks the game's code. Safe from any thread.
final class MatchmakerCallbacks implements MatchmakerHooks {
    private final Modules modules;
    private final Executor threads;

    MatchmakerCallbacks(Modules modules, Executor threads) {
        this.modules = modules;
        this.threads = threads;
    }

    @Override
    public void execute(Runnable work) {
        threads.execute(work);
    }

    @Override
    public boolean hasMatched() {
        return modules.current().matchmakerMatched != null;
    }

    @Override
    public @Nullable String matched(List<Entry> entries) {
        MatchmakerMatchedHook hook = modules.current().matchmakerMatched;
        if (hook == null) {
            return null;
        }
        @Nullable String[] matchId = new @Nullable String[1];
        modules.observe(
                Mode.MATCHMAKER,
                "matchmaker_matched",
                () -> matchId[0] = hook.run(modules.context(Mode.MATCHMAKER), entries));
        return matchId[0];
    }

    @Override
    public boolean hasOverride() {
        return modules.current().matchmakerOverride != null;
    }

    @Override
    public List<List<Entry>> choose(List<List<Entry>> candidates) {
        MatchmakerOverrideHook hook = modules.current().matchmakerOverride;
        List<List<Entry>> chosen = new ArrayList<>();
        if (hook != null) {
            modules.observe(
                    Mode.MATCHMAKER,
                    "matchmaker_override",
                    () -> chosen.addAll(hook.run(modules.context(Mode.MATCHMAKER), candidates)));
        }
        return chosen;
    }

    @Override
    public boolean hasProcessor() {
        return modules.current().matchmakerProcessor != null;
    }

    @Override
    public List<List<Entry>> process(List<Entry> entries) {
        MatchmakerProcessorHook hook = modules.current().matchmakerProcessor;
        List<List<Entry>> made = new ArrayList<>();
        if (hook != null) {
            modules.observe(
                    Mode.MATCHMAKER,
                    "matchmaker_processor",
                    () -> made.addAll(hook.run(modules.context(Mode.MATCHMAKER), entries)));
        }
        return made;
    }
}
