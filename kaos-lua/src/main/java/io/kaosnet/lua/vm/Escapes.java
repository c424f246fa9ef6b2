package io.kaosnet.lua.vm;

/// Safe from any thread. Whether a statement can move into a method of its own: nothing in it may
/// jump out but a return, and nothing outside may jump in.
final class Escapes {
    private Escapes() {}

    static boolean canMove(Ast.Stat stat) {
        return !jumpsOut(stat, false);
    }

    private static boolean jumpsOut(Ast.Block block, boolean inLoop) {
        if (block == null) {
            return false;
        }
        for (Ast.Stat s : block.stats) {
            if (jumpsOut(s, inLoop)) {
                return true;
            }
        }
        return false;
    }

    private static boolean jumpsOut(Ast.Stat stat, boolean inLoop) {
        return switch (stat) {
            case Ast.BreakStat _ -> !inLoop;
            case Ast.GotoStat _, Ast.LabelStat _ -> true;
            case Ast.LocalStat l -> l.vars.stream().anyMatch(v -> v.isClose);
            case Ast.DoStat s -> jumpsOut(s.body, inLoop);
            case Ast.WhileStat s -> jumpsOut(s.body, true);
            case Ast.RepeatStat s -> jumpsOut(s.body, true);
            case Ast.NumForStat s -> jumpsOut(s.body, true);
            case Ast.GenForStat s -> jumpsOut(s.body, true);
            case Ast.IfStat s -> {
                boolean any = jumpsOut(s.otherwise, inLoop);
                for (Ast.Block b : s.blocks) {
                    any |= jumpsOut(b, inLoop);
                }
                yield any;
            }
            case Ast.AssignStat _, Ast.CallStat _, Ast.LocalFunctionStat _, Ast.ReturnStat _ ->
                    false;
        };
    }
}
