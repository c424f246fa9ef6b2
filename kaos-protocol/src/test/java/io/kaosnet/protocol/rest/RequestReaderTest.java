package io.kaosnet.protocol.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.BoolValue;
import com.google.protobuf.Empty;
import com.google.protobuf.Int32Value;
import com.google.protobuf.Int64Value;
import com.google.protobuf.Message;
import com.google.protobuf.StringValue;
import com.google.protobuf.UInt32Value;
import io.kaosnet.protocol.api.AccountDevice;
import io.kaosnet.protocol.api.AuthenticateDeviceRequest;
import io.kaosnet.protocol.api.GetUsersRequest;
import io.kaosnet.protocol.api.LinkFacebookRequest;
import io.kaosnet.protocol.api.ListLeaderboardRecordsAroundOwnerRequest;
import io.kaosnet.protocol.api.ListLeaderboardRecordsRequest;
import io.kaosnet.protocol.api.ListMatchesRequest;
import io.kaosnet.protocol.api.Rpc;
import io.kaosnet.protocol.api.Service;
import io.kaosnet.protocol.api.UpdateGroupRequest;
import io.kaosnet.protocol.api.WriteLeaderboardRecordRequest;
import io.kaosnet.protocol.api.WriteLeaderboardRecordRequest.LeaderboardRecordWrite;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest {
    private static final Routes ROUTES =
            Routes.builder()
                    .service(Service.getDescriptor().findServiceByName("Nakama"))
                    .add(
                            new Route(
                                    "GET",
                                    "/nested",
                                    "Nested",
                                    AuthenticateDeviceRequest.getDefaultInstance(),
                                    Empty.getDefaultInstance(),
                                    ""))
                    .add(
                            new Route(
                                    "POST",
                                    "/enum/{operator}",
                                    "Enum",
                                    LeaderboardRecordWrite.getDefaultInstance(),
                                    Empty.getDefaultInstance(),
                                    ""))
                    .build();

    private static Message read(String method, String path, @Nullable String query, String body)
            throws BadRequestException {
        var found = (Routes.Found) ROUTES.match(method, path);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return RequestReader.read(found, query, bytes, 0, bytes.length);
    }

    @Test
    void bodyFieldIsTheBodyAndTheRestIsQuery() throws BadRequestException {
        assertThat(
                        read(
                                "POST",
                                "/v2/account/authenticate/device",
                                "create=true&username=a%20b+c%2B&",
                                "{\"id\":\"0123456789\",\"vars\":{\"k\":\"v\"}}"))
                .isEqualTo(
                        AuthenticateDeviceRequest.newBuilder()
                                .setAccount(
                                        AccountDevice.newBuilder()
                                                .setId("0123456789")
                                                .putVars("k", "v"))
                                .setCreate(BoolValue.of(true))
                                .setUsername("a b c+")
                                .build());
    }

    @Test
    void bodyFieldIsNotTakenFromTheQuery() throws BadRequestException {
        assertThat(read("POST", "/v2/account/authenticate/device", "account.id=x", "{}"))
                .isEqualTo(
                        AuthenticateDeviceRequest.newBuilder()
                                .setAccount(AccountDevice.getDefaultInstance())
                                .build());
    }

    @Test
    void emptyBodyIsTheEmptyMessage() throws BadRequestException {
        assertThat(read("POST", "/v2/leaderboard/weekly", null, ""))
                .isEqualTo(
                        WriteLeaderboardRecordRequest.newBuilder()
                                .setLeaderboardId("weekly")
                                .setRecord(LeaderboardRecordWrite.getDefaultInstance())
                                .build());
    }

    @Test
    void pathWinsOverTheBody() throws BadRequestException {
        assertThat(read("PUT", "/v2/group/a", null, "{\"group_id\":\"b\",\"open\":false}"))
                .isEqualTo(
                        UpdateGroupRequest.newBuilder()
                                .setGroupId("a")
                                .setOpen(BoolValue.of(false))
                                .build());
    }

    @Test
    void repeatedKeysAreAListAndCommasAreNot() throws BadRequestException {
        assertThat(read("GET", "/v2/user", "ids=a&usernames=x,y&ids=b&facebookIds=c", ""))
                .isEqualTo(
                        GetUsersRequest.newBuilder()
                                .addIds("a")
                                .addIds("b")
                                .addUsernames("x,y")
                                .addFacebookIds("c")
                                .build());
    }

    @Test
    void wrappersAreBareScalars() throws BadRequestException {
        assertThat(
                        read(
                                "GET",
                                "/v2/match",
                                "?&limit=0&authoritative=F&label=&max_size=-1&query=%2Ba%3Ab"
                                        .substring(1),
                                ""))
                .isEqualTo(
                        ListMatchesRequest.newBuilder()
                                .setLimit(Int32Value.of(0))
                                .setAuthoritative(BoolValue.of(false))
                                .setLabel(StringValue.of(""))
                                .setMaxSize(Int32Value.of(-1))
                                .setQuery(StringValue.of("+a:b"))
                                .build());
        assertThat(
                        read(
                                "GET",
                                "/v2/leaderboard/l/owner/o",
                                "limit=4294967295&expiry=9223372036854775807",
                                ""))
                .isEqualTo(
                        ListLeaderboardRecordsAroundOwnerRequest.newBuilder()
                                .setLeaderboardId("l")
                                .setOwnerId("o")
                                .setLimit(UInt32Value.of(-1))
                                .setExpiry(Int64Value.of(Long.MAX_VALUE))
                                .build());
    }

    @Test
    void unknownKeysAndEmptyFragmentsArePassedOver() throws BadRequestException {
        assertThat(read("GET", "/v2/match", "&&nothing=%ff&a.b.c=1&=&limit.x=2&%20&", ""))
                .isEqualTo(ListMatchesRequest.getDefaultInstance());
    }

    @Test
    void pathFieldIsNotTakenFromTheQuery() throws BadRequestException {
        assertThat(read("GET", "/v2/rpc/a/b", "id=c&http_key=k&payload=%7B%7D", ""))
                .isEqualTo(Rpc.newBuilder().setId("a/b").setHttpKey("k").setPayload("{}").build());
    }

    @Test
    void queryIsNotReadWhereTheBodyIsTheMessage() throws BadRequestException {
        assertThat(read("PUT", "/v2/group/a", "name=x", ""))
                .isEqualTo(UpdateGroupRequest.newBuilder().setGroupId("a").build());
    }

    @Test
    void nestedFieldsHaveDots() throws BadRequestException {
        assertThat(read("GET", "/nested", "account.id=7&username=u", ""))
                .isEqualTo(
                        AuthenticateDeviceRequest.newBuilder()
                                .setAccount(AccountDevice.newBuilder().setId("7"))
                                .setUsername("u")
                                .build());
    }

    @Test
    void enumInAPathIsANameOrANumber() throws BadRequestException {
        assertThat(read("POST", "/enum/SET", null, ""))
                .isEqualTo(read("POST", "/enum/2", null, ""));
        assertThatThrownBy(() -> read("POST", "/enum/set", null, ""))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("nakama.api.Operator");
    }

    @ParameterizedTest
    @CsvSource({
        "1,true",
        "t,true",
        "T,true",
        "TRUE,true",
        "true,true",
        "True,true",
        "0,false",
        "f,false",
        "F,false",
        "FALSE,false",
        "false,false",
        "False,false"
    })
    void booleansHaveManySpellings(String text, boolean expected) throws BadRequestException {
        var request =
                (LinkFacebookRequest) read("POST", "/v2/account/link/facebook", "sync=" + text, "");
        assertThat(request.getSync().getValue()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=",
                "limit",
                "limit=x",
                "limit=1.5",
                "limit=2147483648",
                "limit=1&limit=2",
                "authoritative=yes",
                "authoritative=",
                "limit=%",
                "limit=%3",
                "label=%ff",
                "%zz=1",
                "limit=+1%20"
            })
    void wrongQueryIsRefused(String query) {
        assertThatThrownBy(() -> read("GET", "/v2/match", query, ""))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("expected: ");
    }

    @Test
    void wrongUnsignedIsRefused() {
        assertThatThrownBy(() -> read("GET", "/v2/tournament", "category_start=-1", ""))
                .hasMessage("category_start: \"-1\" (expected: uint32)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "{\"id\":1}", "{\"id\":\"a\"} x", "\"a\""})
    void wrongBodyIsRefused(String body) {
        assertThatThrownBy(() -> read("POST", "/v2/account/authenticate/device", null, body))
                .isInstanceOf(BadRequestException.class)
                .hasMessageStartingWith("body: ");
    }

    @Test
    void rpcBodyIsOneJsonString() throws BadRequestException {
        assertThat(read("POST", "/v2/rpc/f", null, "\"{\\\"a\\\":1}\""))
                .isEqualTo(Rpc.newBuilder().setId("f").setPayload("{\"a\":1}").build());
        for (String empty : new String[] {"", "null", "\"\""}) {
            assertThat(read("POST", "/v2/rpc/f", null, empty))
                    .isEqualTo(Rpc.newBuilder().setId("f").build());
        }
        for (String wrong : new String[] {"{}", "1", "[\"a\"]", "\"a\" \"b\"", "\"a"}) {
            assertThatThrownBy(() -> read("POST", "/v2/rpc/f", null, wrong))
                    .isInstanceOf(BadRequestException.class);
        }
    }

    @Test
    void everyRouteTakesAnEmptyRequest() throws BadRequestException {
        for (Route route : ROUTES.all()) {
            String path =
                    route.path()
                            .replace("{operator}", "0")
                            .replace('{', 'a')
                            .replace("=**", "")
                            .replace('}', 'b');
            var found = (Routes.Found) ROUTES.match(route.httpMethod(), path);
            assertThat(found.route()).isEqualTo(route);
            assertThat(RequestReader.read(found, null).getDescriptorForType())
                    .isEqualTo(route.input().getDescriptorForType());
        }
    }

    @Test
    void listOfOwnersInTheQuery() throws BadRequestException {
        assertThat(read("GET", "/v2/leaderboard/l", "owner_ids=a&owner_ids=b&limit=1", ""))
                .isEqualTo(
                        ListLeaderboardRecordsRequest.newBuilder()
                                .setLeaderboardId("l")
                                .addOwnerIds("a")
                                .addOwnerIds("b")
                                .setLimit(Int32Value.of(1))
                                .build());
    }
}
