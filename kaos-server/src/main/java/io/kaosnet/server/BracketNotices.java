package io.kaosnet.server;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.bracket.Brackets;
import io.kaosnet.core.notification.Notice;
import io.kaosnet.core.notification.Notifications;
import io.kaosnet.protocol.kaosnet.Bracket;
import io.kaosnet.protocol.kaosnet.BracketEntrant;
import io.kaosnet.protocol.kaosnet.BracketMatch;
import io.kaosnet.protocol.kaosnet.League;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells players by notifications what happens in their brackets and leagues. Safe from any virtual
/// thread.
final class BracketNotices implements Brackets.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(BracketNotices.class);
    private static final UUID SYSTEM = new UUID(0, 0);
    private static final int READY = -20;
    private static final int DONE = -21;
    private static final int DISPUTE = -22;
    private static final int END = -23;
    private static final int PROMOTED = -24;
    private static final int RELEGATED = -25;

    private final Notifications notifications;

    BracketNotices(Notifications notifications) {
        this.notifications = notifications;
    }

    @Override
    public void onReady(Bracket bracket, BracketMatch match) {
        tell("Your match can be played", READY, bracket, match);
    }

    @Override
    public void onDone(Bracket bracket, BracketMatch match) {
        tell("Your match is decided", DONE, bracket, match);
    }

    @Override
    public void onDispute(Bracket bracket, BracketMatch match) {
        tell("You told different results", DISPUTE, bracket, match);
    }

    private void tell(String subject, int code, Bracket bracket, BracketMatch match) {
        String content =
                Notice.content(
                        "bracket_id", bracket.getId(), "match_id", String.valueOf(match.getId()));
        send(
                List.of(
                        notice(match.getHome(), subject, content, code),
                        notice(match.getAway(), subject, content, code)));
    }

    @Override
    public void onEnd(Bracket bracket) {
        List<Notice> notices = new ArrayList<>();
        for (BracketEntrant entrant : bracket.getEntrantsList()) {
            String content =
                    Notice.content(
                            "bracket_id",
                            bracket.getId(),
                            "place",
                            String.valueOf(entrant.getPlace()));
            notices.add(notice(entrant.getUserId(), "The bracket has ended", content, END));
        }
        send(notices);
    }

    /// A league moved a member to another division.
    void onMove(League league, UUID userId, int from, int to) {
        boolean isUp = to < from;
        String content =
                Notice.content("league_id", league.getId(), "division", String.valueOf(to));
        send(
                List.of(
                        notice(
                                userId.toString(),
                                isUp ? "You were promoted" : "You were relegated",
                                content,
                                isUp ? PROMOTED : RELEGATED)));
    }

    private static Notice notice(String userId, String subject, String content, int code) {
        return Notice.of(UUID.fromString(userId), subject, content, code, SYSTEM, true);
    }

    private void send(List<Notice> notices) {
        try {
            notifications.send(notices);
        } catch (ApiException _) {
            // One of them has no account any more; the others are told all the same.
            for (Notice notice : notices) {
                sendAlone(notice);
            }
        } catch (RuntimeException e) {
            // What happened stands.
            LOG.warn("telling players of a bracket failed", e);
        }
    }

    private void sendAlone(Notice notice) {
        try {
            notifications.send(List.of(notice));
        } catch (ApiException _) {
            LOG.debug("nobody to tell of a bracket user={}", notice.userId());
        } catch (RuntimeException e) {
            LOG.warn("telling a player of a bracket failed", e);
        }
    }
}
