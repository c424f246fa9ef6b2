package io.kaosnet.core.matchmaker;

import io.kaosnet.runtime.MatchmakerMatchedHook;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the matchmaker asks game code. Called on virtual threads; may block.
public interface MatchmakerHooks {
    /// Nobody to ask.
    MatchmakerHooks NONE =
            new MatchmakerHooks() {
                @Override
                public boolean hasMatched() {
                    return false;
                }

                @Override
                public @Nullable String matched(List<MatchmakerMatchedHook.Entry> entries) {
                    return null;
                }
            };

    /// Whether there is anybody to ask; never blocks.
    boolean hasMatched();

    /// Whether game code chooses among the matches that could be made; never blocks.
    default boolean hasOverride() {
        return false;
    }

    /// Whether game code makes the matches out of all tickets; never blocks.
    default boolean hasProcessor() {
        return false;
    }

    /// @return the matches to make of the candidates
    default List<List<MatchmakerMatchedHook.Entry>> choose(
            List<List<MatchmakerMatchedHook.Entry>> candidates) {
        return candidates;
    }

    /// @return the matches to make of all players
    default List<List<MatchmakerMatchedHook.Entry>> process(
            List<MatchmakerMatchedHook.Entry> entries) {
        return List.of();
    }

    /// Runs something that asks game code, where it may block.
    default void execute(Runnable work) {
        Thread.ofVirtual().name("matchmaker-hook").start(work);
    }

    /// @return the id of the match that the players shall join, or null for a relayed one
    @Nullable String matched(List<MatchmakerMatchedHook.Entry> entries);
}
