package io.kaosnet.core.script;

import io.kaosnet.runtime.RuntimeContext;
import io.kaosnet.runtime.RuntimeContext.Call;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a function is told of its call.
public final class ContextFunctions {
    private ContextFunctions() {}

    static void bind(ScriptFunctions functions) {
        functions
                .area("Context")
                .add(
                        "get_context",
                        "",
                        "table",
                        "The context of the running function, as its first argument has it.",
                        (call, _) -> table(call.context()));
    }

    /// The context as scripts see it. Its maps are Suppliers, for most functions look at none.
    public static Map<Object, @Nullable Object> table(RuntimeContext context) {
        Map<Object, @Nullable Object> table = new LinkedHashMap<>();
        table.put("env", context.env());
        table.put("execution_mode", context.mode().text());
        table.put("node", context.node());
        table.put("version", context.version());
        Call call = context.call();
        putIf(table, "user_id", call.userId());
        putIf(table, "username", call.username());
        if (!call.userId().isEmpty()) {
            table.put("vars", later(call.vars()));
            table.put("user_session_exp", call.sessionExpirySec());
        }
        putIf(table, "session_id", call.sessionId());
        putIf(table, "lang", call.lang());
        putIf(table, "client_ip", call.clientIp());
        if (call.clientPort() != 0) {
            table.put("client_port", String.valueOf(call.clientPort()));
        }
        // Always there, for modules look into them without asking.
        table.put("headers", later(call.headers()));
        table.put("query_params", later(call.queryParams()));
        return table;
    }

    private static void putIf(Map<Object, @Nullable Object> table, String name, String value) {
        if (!value.isEmpty()) {
            table.put(name, value);
        }
    }

    private static Supplier<Map<?, ?>> later(Map<?, ?> map) {
        return () -> map;
    }
}
