package io.kaosnet.lua.vm;

/// Immutable. The library `coroutine`.
final class CoroutineLibrary {
    private static final LuaLibrary LIBRARY =
            LuaLibrary.named("coroutine")
                    .late(CoroutineLibrary::function, "create resume running status wrap yield");

    private static final LuaLibrary ONLY_54 =
            LuaLibrary.named("coroutine").late(CoroutineLibrary::function, "close isyieldable");

    private CoroutineLibrary() {}

    static void install(LuaVm vm) {
        LuaTable table = LIBRARY.install(vm);
        if (!vm.is51) {
            ONLY_54.fill(table);
        }
    }

    /// A function by its name, for [LuaLibrary#late].
    private static HostFunction function(String name) {
        return switch (name) {
            case "create" -> CoroutineLibrary::create;
            case "resume" -> CoroutineLibrary::resume;
            case "running" -> CoroutineLibrary::running;
            case "status" -> CoroutineLibrary::status;
            case "wrap" -> CoroutineLibrary::wrap;
            case "yield" -> CoroutineLibrary::yield;
            case "close" -> CoroutineLibrary::close;
            case "isyieldable" -> CoroutineLibrary::isYieldable;
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static LuaCoroutine create(Args a) {
        if (a.vm().is51 && !(a.get(1) instanceof LuaFunction)) {
            throw a.argumentError(1, "Lua function expected");
        }
        return new LuaCoroutine(a.vm(), a.function(1));
    }

    private static Object isYieldable(Args a) {
        LuaCoroutine c = a.isNone(1) ? a.vm().current : a.coroutine(1);
        return c != null && !c.isMain();
    }

    private static String refusal(LuaCoroutine c) {
        return switch (c.status()) {
            case SUSPENDED -> null;
            case DEAD -> "cannot resume dead coroutine";
            case RUNNING, NORMAL -> "cannot resume non-suspended coroutine";
        };
    }

    private static Object resume(Args a) {
        LuaCoroutine c = a.coroutine(1);
        String refusal = refusal(c);
        if (refusal != null) {
            return new Object[] {Boolean.FALSE, LuaString.of(refusal)};
        }
        try {
            return BaseLibrary.succeeded(c.resume(a.from(2)));
        } catch (LuaError.Closing e) {
            throw e;
        } catch (LuaError e) {
            return new Object[] {Boolean.FALSE, e.value()};
        }
    }

    private static Object wrap(Args a) {
        LuaVm vm = a.vm();
        LuaCoroutine c = create(a);
        c.unguarded();
        return vm.function(
                "wrap",
                args -> {
                    String refusal = refusal(c);
                    if (refusal != null) {
                        throw args.error(refusal);
                    }
                    try {
                        return Args.values(c.resume(args.array()));
                    } catch (LuaError.Closing e) {
                        throw e;
                    } catch (LuaError e) {
                        if (!vm.is51 && e.value() instanceof LuaString s) {
                            // As the reference does: where the wrapped function was called.
                            String where = Trace.position(1);
                            throw new LuaError(
                                    Concat.concat(LuaString.of(where), s, vm.anyFunction),
                                    e.traceback());
                        }
                        throw e;
                    }
                });
    }

    private static Object yield(Args a) {
        LuaCoroutine c = a.vm().current;
        if (c == null) {
            throw a.vm().is51
                    ? new LuaError(
                            LuaString.of("attempt to yield across metamethod/C-call boundary"), "")
                    : new LuaError(LuaString.of("attempt to yield from outside a coroutine"), "");
        }
        return Args.values(c.yield(a.array()));
    }

    private static Object running(Args a) {
        LuaVm vm = a.vm();
        if (vm.current != null) {
            return vm.is51 ? vm.current : new Object[] {vm.current, Boolean.FALSE};
        }
        if (vm.is51) {
            return null;
        }
        if (vm.mainCoroutine == null) {
            vm.mainCoroutine = new LuaCoroutine(vm);
        }
        return new Object[] {vm.mainCoroutine, Boolean.TRUE};
    }

    private static Object status(Args a) {
        LuaCoroutine c = a.coroutine(1);
        if (c == a.vm().mainCoroutine) {
            return LuaString.of(a.vm().current == null ? "running" : "normal");
        }
        return switch (c.status()) {
            case SUSPENDED -> LuaString.of("suspended");
            case RUNNING -> LuaString.of("running");
            case NORMAL -> LuaString.of("normal");
            case DEAD -> LuaString.of("dead");
        };
    }

    private static Object close(Args a) {
        LuaCoroutine c = a.coroutine(1);
        LuaCoroutine.Status status = c.status();
        if (status != LuaCoroutine.Status.SUSPENDED && status != LuaCoroutine.Status.DEAD) {
            throw a.error(
                    "cannot close a "
                            + (status == LuaCoroutine.Status.RUNNING ? "running" : "normal")
                            + " coroutine");
        }
        LuaError e = c.close();
        return e == null ? Boolean.TRUE : new Object[] {Boolean.FALSE, e.value()};
    }
}
