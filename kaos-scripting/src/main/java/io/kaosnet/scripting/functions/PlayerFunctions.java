package io.kaosnet.scripting.functions;

import com.google.protobuf.BoolValue;
import com.google.protobuf.Int32Value;
import com.google.protobuf.StringValue;
import io.kaosnet.core.realtime.RealtimeException;
import io.kaosnet.core.script.Args;
import io.kaosnet.core.script.ScriptException;
import io.kaosnet.core.script.ScriptFunction.Values;
import io.kaosnet.core.script.ScriptFunctions;
import io.kaosnet.core.script.ScriptTables;
import io.kaosnet.core.session.Session;
import io.kaosnet.core.session.Sessions;
import io.kaosnet.core.status.Status;
import io.kaosnet.protocol.api.ListPartiesRequest;
import io.kaosnet.protocol.api.PartyList;

/// Who follows whose status, and parties.
public final class PlayerFunctions {
    private PlayerFunctions() {}

    /// Finds parties.
    @FunctionalInterface
    public interface PartySearch {
        PartyList list(ListPartiesRequest request, boolean showsHidden);
    }

    public static void bind(
            ScriptFunctions functions, Status status, Sessions sessions, PartySearch parties) {
        functions
                .area("Status")
                .addBlocking(
                        "status_follow",
                        "sessionId:string, userIds:table",
                        "",
                        "Makes a socket follow the status of users.",
                        (_, args) -> {
                            try {
                                status.follow(
                                        session(sessions, args),
                                        Results.uuids(args, 1, "user ids"));
                            } catch (RealtimeException e) {
                                throw new ScriptException("status_follow: " + e.getMessage());
                            }
                            return null;
                        })
                .add(
                        "status_unfollow",
                        "sessionId:string, userIds:table",
                        "",
                        "Ends that.",
                        (_, args) -> {
                            status.unfollow(
                                    session(sessions, args), Results.uuids(args, 1, "user ids"));
                            return null;
                        });
        functions
                .area("Sessions")
                .add(
                        "session_get",
                        "sessionId:string",
                        "table",
                        "Whose an open socket of this node is: `{session_id, user_id, username}`;"
                                + " nil when there is none.",
                        (_, args) -> {
                            Session session = sessions.find(Results.uuid(args, 0));
                            return session == null
                                    ? null
                                    : ScriptTables.table(
                                            "session_id", session.id().toString(),
                                            "user_id", session.userId().toString(),
                                            "username", session.username());
                        });
        functions
                .area("Parties")
                .add(
                        "party_list",
                        "limit:int?=10, open:any?, showHidden:bool?=false, query:string?,"
                                + " cursor:string?",
                        "parties, cursor",
                        "A page of parties: open ones with true, closed ones with false, all with"
                                + " nil.",
                        (_, args) -> {
                            PartyList page = parties.list(request(args), args.flag(2));
                            return Values.of(
                                    Results.tables(page.getPartiesList()),
                                    BoardFunctions.cursor(page.getCursor()));
                        });
    }

    private static ListPartiesRequest request(Args args) {
        var request =
                ListPartiesRequest.newBuilder()
                        .setLimit(Int32Value.of(Results.limit(args, 0, 100)))
                        .setQuery(StringValue.of(args.text(3)))
                        .setCursor(StringValue.of(args.text(4)));
        if (args.any(1) instanceof Boolean open) {
            request.setOpen(BoolValue.of(open));
        }
        return request.build();
    }

    private static Session session(Sessions sessions, Args args) {
        Session session = sessions.find(Results.uuid(args, 0));
        if (session == null) {
            throw args.bad(0, "the id of an open socket expected");
        }
        return session;
    }
}
