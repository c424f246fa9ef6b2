package io.kaosnet.core.script;

import java.util.stream.Collectors;

/// Writes the reference page of the functions, as Markdown.
public final class ScriptReference {
    private ScriptReference() {}

    public static String markdown(ScriptFunctions functions) {
        var page = new StringBuilder();
        page.append("# Functions of scripts\n\n");
        page.append("Made from the table of functions; do not edit. In Lua they are members of\n");
        page.append("`local nk = require(\"nakama\")` and of the global `kaos`.\n");
        functions
                .byArea()
                .forEach(
                        (area, list) -> {
                            page.append("\n## ").append(area).append('\n');
                            for (ScriptFunction function : list) {
                                entry(page, function);
                            }
                        });
        page.append("\n## Other names\n\nOf the global `kaos`:\n\n");
        functions
                .aliases()
                .forEach(
                        (alias, name) ->
                                page.append("- `")
                                        .append(alias)
                                        .append("` is `")
                                        .append(name)
                                        .append("`\n"));
        return page.toString();
    }

    private static void entry(StringBuilder page, ScriptFunction function) {
        page.append("\n### ").append(function.name()).append('(');
        page.append(function.params().stream().map(Param::name).collect(Collectors.joining(", ")));
        page.append(")\n\n").append(function.doc());
        if (function.mayBlock()) {
            page.append(" May wait: a match that calls it runs on a thread of its own.");
        }
        page.append('\n');
        if (!function.params().isEmpty()) {
            page.append('\n');
            for (Param param : function.params()) {
                page.append("- `").append(param).append("`\n");
            }
        }
        if (!function.returns().isEmpty()) {
            page.append("\nReturns `").append(function.returns()).append("`.\n");
        }
    }
}
