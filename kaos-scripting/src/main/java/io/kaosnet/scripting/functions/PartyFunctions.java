package io.kaosnet.scripting.functions;

import io.kaosnet.core.script.ScriptCall;
import io.kaosnet.core.script.ScriptFunctions;
import io.kaosnet.core.script.ScriptTables;
import io.kaosnet.runtime.Parties;

/// Parties.
public final class PartyFunctions {
    private PartyFunctions() {}

    public static void bind(ScriptFunctions functions) {
        ScriptFunctions.Area area = functions.area("Parties");
        reading(area);
        members(area);
        gathering(area);
    }

    private static Parties parties(ScriptCall call) {
        return call.context().server().parties();
    }

    private static void reading(ScriptFunctions.Area area) {
        area.add(
                "party_get",
                "partyId:string",
                "table",
                "A party with its members, its leader and its ready check.",
                (call, args) -> Results.table(parties(call).get(args.text(0))));
    }

    private static void members(ScriptFunctions.Area area) {
        area.add(
                "party_join",
                "partyId:string, sessionId:string",
                "",
                "Puts a connected player into a party, open or not, as long as there is room.",
                (call, args) -> {
                    parties(call).join(args.text(0), args.text(1));
                    return null;
                });
        area.add(
                "party_remove",
                "partyId:string, sessionId:string",
                "",
                "Takes a member out of a party.",
                (call, args) -> {
                    parties(call).remove(args.text(0), args.text(1));
                    return null;
                });
        area.add(
                "party_promote",
                "partyId:string, sessionId:string",
                "",
                "Makes a member the leader.",
                (call, args) -> {
                    parties(call).promote(args.text(0), args.text(1));
                    return null;
                });
        area.add(
                "party_close",
                "partyId:string",
                "",
                "Ends a party.",
                (call, args) -> {
                    parties(call).close(args.text(0));
                    return null;
                });
    }

    private static void gathering(ScriptFunctions.Area area) {
        area.add(
                "party_code",
                "partyId:string",
                "table",
                "A short code that lets in whoever knows it: code, expires_at.",
                (call, args) -> Results.table(parties(call).code(args.text(0))));
        area.addBlocking(
                "party_invite",
                "partyId:string, userIds:table",
                "",
                "Invites users by a notification; they may join, open or not.",
                (call, args) -> {
                    parties(call).invite(args.text(0), ScriptTables.texts("userIds", args.list(1)));
                    return null;
                });
        area.add(
                "party_ready_check",
                "partyId:string, timeoutSec:int?=30",
                "table",
                "Asks every member whether it is ready; the members get it as party data of op"
                        + " code -1.",
                (call, args) ->
                        Results.table(
                                parties(call).readyCheck(args.text(0), args.smallInteger(1))));
    }
}
