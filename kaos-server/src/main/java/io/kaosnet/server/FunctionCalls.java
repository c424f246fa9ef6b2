package io.kaosnet.server;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.script.Args;
import io.kaosnet.core.script.Param;
import io.kaosnet.core.script.ScriptCall;
import io.kaosnet.core.script.ScriptException;
import io.kaosnet.core.script.ScriptFunction;
import io.kaosnet.core.script.ScriptFunction.Values;
import io.kaosnet.core.script.ScriptFunctions;
import io.kaosnet.core.script.ScriptJson;
import io.kaosnet.runtime.MatchContext;
import io.kaosnet.runtime.RuntimeContext;
import io.kaosnet.runtime.RuntimeError;
import io.kaosnet.server.console.ConsoleServer;
import io.kaosnet.server.console.ConsoleServer.Reply;
import io.kaosnet.server.console.ConsoleServer.Request;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The console port's call of what scripts can call: `POST /function?name=leaderboard_create` with
/// the arguments by name as a JSON object. Safe from any virtual thread.
final class FunctionCalls {
    private final ScriptFunctions functions;
    private final Supplier<RuntimeContext> contexts;

    FunctionCalls(ScriptFunctions functions, Supplier<RuntimeContext> contexts) {
        this.functions = functions;
        this.contexts = contexts;
    }

    void bind(ConsoleServer console) {
        DataCalls.add(console, "POST", "/function", this::call);
    }

    /// A call of nobody: the server's own.
    private record ServerCall(RuntimeContext context) implements ScriptCall {
        @Override
        public @Nullable MatchContext match() {
            return null;
        }

        @Override
        public @Nullable Registrar registrar() {
            return null;
        }
    }

    private Reply call(Request request) {
        String name = request.parameter("name");
        ScriptFunction function = functions.find(name);
        boolean takesFunctions =
                function != null
                        && function.params().stream()
                                .anyMatch(param -> param.type() == Param.Type.FUNCTION);
        if (function == null || takesFunctions || name.startsWith("register_")) {
            throw ApiException.notFound("name: " + name + " (expected: a function of scripts)");
        }
        String body = request.body();
        Map<?, ?> arguments = body.isBlank() ? Map.of() : DataCalls.object(body);
        try {
            Object result =
                    function.body()
                            .run(
                                    new ServerCall(contexts.get()),
                                    new Args(function, given(function, arguments)));
            return new Reply(
                    200, "application/json", ScriptJson.encodeText(answer(function, result)));
        } catch (ScriptException e) {
            throw ApiException.invalidArgument(String.valueOf(e.getMessage()));
        } catch (RuntimeError e) {
            throw new ApiException(Code.of(e.code()), e.text());
        }
    }

    private static @Nullable Object[] given(ScriptFunction function, Map<?, ?> arguments) {
        List<String> names = function.params().stream().map(Param::name).toList();
        @Nullable Object[] given = new Object[names.size()];
        arguments.forEach(
                (name, value) -> {
                    int index = names.indexOf(String.valueOf(name));
                    if (index < 0) {
                        throw ApiException.invalidArgument(
                                "body: " + name + " (expected: " + String.join(", ", names) + ")");
                    }
                    given[index] = value;
                });
        return given;
    }

    /// Several results by the names that the reference gives them, a single one as `result`.
    private static Map<String, @Nullable Object> answer(
            ScriptFunction function, @Nullable Object result) {
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        if (result instanceof Values values) {
            String[] names = function.returns().split(", *");
            for (int i = 0; i < values.count(); i++) {
                answer.put(i < names.length ? names[i] : "result" + i, values.get(i));
            }
        } else if (result != null) {
            answer.put("result", result);
        }
        return answer;
    }
}
