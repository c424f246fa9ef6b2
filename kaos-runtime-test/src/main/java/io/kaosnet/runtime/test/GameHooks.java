package io.kaosnet.runtime.test;

import io.kaosnet.core.matchmaker.MatchmakerHooks;
import io.kaosnet.core.module.Modules;
import io.kaosnet.runtime.MatchmakerMatchedHook.Entry;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// What the matchmaker asks the modules under test. Safe from any thread.
final class GameHooks implements MatchmakerHooks {
    private final Modules modules;
    private final AtomicInteger underWay;

    /// @param underWay counts the functions that run
    GameHooks(Modules modules, AtomicInteger underWay) {
        this.modules = modules;
        this.underWay = underWay;
    }

    @Override
    public boolean hasMatched() {
        return modules.hasMatchmakerMatched();
    }

    @Override
    public @Nullable String matched(List<Entry> entries) {
        return modules.matchmakerMatched(entries);
    }

    @Override
    public boolean hasOverride() {
        return modules.hasMatchmakerOverride();
    }

    @Override
    public boolean hasProcessor() {
        return modules.hasMatchmakerProcessor();
    }

    @Override
    public List<List<Entry>> choose(List<List<Entry>> candidates) {
        return modules.matchmakerOverride(candidates);
    }

    @Override
    public List<List<Entry>> process(List<Entry> entries) {
        return modules.matchmakerProcessor(entries);
    }

    @Override
    public void execute(Runnable work) {
        underWay.incrementAndGet();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                work.run();
                            } finally {
                                underWay.decrementAndGet();
                            }
                        });
    }
}
