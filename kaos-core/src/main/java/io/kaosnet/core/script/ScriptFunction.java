package io.kaosnet.core.script;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One function that scripts can call. Immutable.
///
/// @param area the chapter of the reference it is in
/// @param returns what it answers, for the reference; empty for nothing
/// @param doc one or two sentences for the reference
/// @param mayBlock whether it may wait: calling it inside a match moves the match to a thread of
///     its own
public record ScriptFunction(
        String area,
        String name,
        List<Param> params,
        String returns,
        String doc,
        boolean mayBlock,
        Body body) {

    /// What it does.
    @FunctionalInterface
    public interface Body {
        /// @return null for nil, or a value; [Values] for several
        /// @throws ScriptException to raise an error in the script
        @Nullable Object run(ScriptCall call, Args args);
    }

    /// Several answers of one call. Not changed once returned.
    public static final class Values {
        private final @Nullable Object[] values;

        private Values(@Nullable Object[] values) {
            this.values = values;
        }

        public static Values of(@Nullable Object... values) {
            return new Values(values.clone());
        }

        public int count() {
            return values.length;
        }

        public @Nullable Object get(int index) {
            return values[index];
        }
    }

    /// Checks the arguments and runs the function.
    ///
    /// @param given texts as bytes, tables as maps and lists
    public @Nullable Object call(ScriptCall call, @Nullable Object... given) {
        var args = new Args(this, given);
        try {
            return mayBlock ? waiting(call, args) : body.run(call, args);
        } catch (io.kaosnet.runtime.RuntimeError e) {
            throw new ScriptException(e.text());
        } catch (io.kaosnet.core.api.ApiException e) {
            throw new ScriptException(e.text());
        }
    }

    private @Nullable Object waiting(ScriptCall call, Args args) {
        call.beforeBlocking();
        long startNs = System.nanoTime();
        try {
            return body.run(call, args);
        } finally {
            call.afterWaiting(System.nanoTime() - startNs);
        }
    }
}
