package io.kaosnet.protocol.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Empty;
import io.kaosnet.protocol.api.Service;
import org.junit.jupiter.api.Test;

class RoutesTest {
    private static final Routes ROUTES =
            Routes.builder()
                    .service(Service.getDescriptor().findServiceByName("Nakama"))
                    .add(extension("/v2/kaos/echo"))
                    .build();

    private static Route extension(String path) {
        return new Route(
                "POST",
                path,
                "KaosEcho",
                Empty.getDefaultInstance(),
                Empty.getDefaultInstance(),
                "");
    }

    private static String found(String method, String path) {
        return ROUTES.match(method, path) instanceof Routes.Found(var route, var values)
                ? route.rpcName() + values
                : ROUTES.match(method, path).getClass().getSimpleName();
    }

    @Test
    void serviceHas88BindingsAndTakesMore() {
        assertThat(ROUTES.all()).hasSize(89);
        assertThat(found("POST", "/v2/kaos/echo")).isEqualTo("KaosEcho[]");
    }

    @Test
    void literalPathIsFound() {
        assertThat(found("GET", "/v2/account")).isEqualTo("GetAccount[]");
        assertThat(found("GET", "/healthcheck")).isEqualTo("Healthcheck[]");
    }

    @Test
    void literalSegmentWinsOverVariable() {
        assertThat(found("GET", "/v2/friend/friends")).isEqualTo("ListFriendsOfFriends[]");
        assertThat(found("POST", "/v2/iap/subscription/apple"))
                .isEqualTo("ValidateSubscriptionApple[]");
    }

    @Test
    void variableIsTriedWhereTheLiteralIsForAnotherMethod() {
        assertThat(found("GET", "/v2/iap/subscription/apple")).isEqualTo("GetSubscription[apple]");
        assertThat(found("GET", "/v2/storage/delete")).isEqualTo("ListStorageObjects[delete]");
        assertThat(found("PUT", "/v2/storage/delete")).isEqualTo("DeleteStorageObjects[]");
    }

    @Test
    void variablesAreDecodedOneSegmentEach() {
        assertThat(found("GET", "/v2/leaderboard/a%2Fb%20c/owner/%C3%BC+"))
                .isEqualTo("ListLeaderboardRecordsAroundOwner[a/b c, \u00fc+]");
        assertThat(found("GET", "/v2/leaderboard/a/b")).isEqualTo("NotFound");
    }

    @Test
    void rpcIdMayContainSlashesAndBeEmpty() {
        assertThat(found("POST", "/v2/rpc/a/b%2Fc/")).isEqualTo("RpcFunc[a/b/c/]");
        assertThat(found("GET", "/v2/rpc/Name")).isEqualTo("RpcFunc[Name]");
        assertThat(found("GET", "/v2/rpc/")).isEqualTo("RpcFunc[]");
        assertThat(found("GET", "/v2/rpc")).isEqualTo("NotFound");
    }

    @Test
    void otherMethodIsNotAllowed() {
        assertThat(found("HEAD", "/v2/account")).isEqualTo("MethodNotAllowed");
        assertThat(found("PATCH", "/v2/group/1")).isEqualTo("MethodNotAllowed");
    }

    @Test
    void unknownPathIsNotFound() {
        for (String path :
                new String[] {
                    "",
                    "/",
                    "//",
                    "v2/account",
                    "/v2",
                    "/v2/",
                    "/v2/account/",
                    "/v2/group//join",
                    "/V2/account",
                    "/v2/nothing",
                    "*"
                }) {
            assertThat(found("GET", path)).as(path).isEqualTo("NotFound");
        }
    }

    @Test
    void brokenEscapeIsABadPath() {
        for (String segment : new String[] {"%", "%2", "%zz", "%ff", "%C3", "%c0%80", "a%+1"}) {
            assertThat(ROUTES.match("DELETE", "/v2/group/" + segment))
                    .as(segment)
                    .isInstanceOf(Routes.BadPath.class);
        }
    }

    @Test
    void secondRouteForOnePathIsRefused() {
        Routes.Builder builder = Routes.builder().add(extension("/a/{b}"));
        assertThatThrownBy(() -> builder.add(extension("/a/{c}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("POST /a/{c}");
    }

    @Test
    void malformedTemplateIsRefused() {
        assertThatThrownBy(() -> extension("/a/{b=**}/c"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> extension("a")).isInstanceOf(IllegalArgumentException.class);
    }
}
