package io.kaosnet.protocol.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.kaosnet.protocol.RandomMessages;
import io.kaosnet.protocol.api.Service;
import io.kaosnet.protocol.hot.MatchDataInput;
import io.kaosnet.protocol.hot.MatchDataJsonReader;
import io.kaosnet.protocol.hot.MatchDataProtobufReader;
import io.kaosnet.protocol.json.JsonFormatException;
import io.kaosnet.protocol.json.MessageJson;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.MatchDataSend;
import io.kaosnet.protocol.rest.BadRequestException;
import io.kaosnet.protocol.rest.RequestReader;
import io.kaosnet.protocol.rest.Route;
import io.kaosnet.protocol.rest.Routes;
import java.util.List;

/// What comes from the network is refused with our own exception or means one thing only.
class WireFuzzTest {
    private static final List<Message> PROTOTYPES = RandomMessages.prototypes();
    private static final Routes ROUTES =
            Routes.builder().service(Service.getDescriptor().findServiceByName("Nakama")).build();

    /// The first byte picks the message type.
    @FuzzTest
    void restJson(byte[] input) {
        if (input.length == 0) {
            return;
        }
        Message prototype = PROTOTYPES.get((input[0] & 0xff) % PROTOTYPES.size());
        Message.Builder read = prototype.newBuilderForType();
        try {
            MessageJson.rest().merge(input, 1, input.length - 1, read);
        } catch (JsonFormatException _) { // refused, as it should be
            return;
        }
        assertReadsBack(MessageJson.rest(), read.build());
    }

    @FuzzTest
    void envelopeJson(byte[] input) {
        var hot = new MatchDataInput();
        boolean isTaken = new MatchDataJsonReader().read(input, 0, input.length, hot);
        Envelope.Builder read = Envelope.newBuilder();
        try {
            MessageJson.socket().merge(input, read);
        } catch (JsonFormatException _) { // refused, as it should be, by both
            assertThat(isTaken).isFalse();
            return;
        }
        if (isTaken) {
            assertSame(hot, read.build());
        }
        assertThat(MessageJson.socket().toBytes(read.build())).isNotEmpty();
    }

    @FuzzTest
    void envelopeProtobuf(byte[] input) {
        var hot = new MatchDataInput();
        boolean isTaken = new MatchDataProtobufReader().read(input, 0, input.length, hot);
        Envelope read;
        try {
            read = Envelope.parseFrom(input);
        } catch (InvalidProtocolBufferException _) { // refused, as it should be, by both
            assertThat(isTaken).isFalse();
            return;
        }
        if (isTaken) {
            assertSame(hot, read);
        }
    }

    @FuzzTest
    void restRequest(FuzzedDataProvider input) {
        Route route = ROUTES.all().get(input.consumeInt(0, ROUTES.all().size() - 1));
        String path = route.path().replaceAll("\\{[^}]*}", "x") + input.consumeString(20);
        if (ROUTES.match(route.httpMethod(), path) instanceof Routes.Found found) {
            String query = input.consumeString(100);
            byte[] body = input.consumeRemainingAsBytes();
            try {
                Message request = RequestReader.read(found, query, body, 0, body.length);
                assertThat(request.getDescriptorForType())
                        .isEqualTo(found.route().input().getDescriptorForType());
            } catch (BadRequestException e) {
                assertThat(e).hasMessageContaining(":");
            }
        }
    }

    private static void assertReadsBack(MessageJson json, Message message) {
        Message.Builder again = message.newBuilderForType();
        try {
            json.merge(json.toBytes(message), again);
        } catch (JsonFormatException e) {
            throw new AssertionError(json.toString(message), e);
        }
        assertThat(again.build()).isEqualTo(message);
    }

    private static void assertSame(MatchDataInput hot, Envelope read) {
        MatchDataSend general = read.getMatchDataSend();
        assertThat(hot.cid()).isEqualTo(read.getCid());
        assertThat(hot.matchId()).isEqualTo(general.getMatchId());
        assertThat(hot.opCode()).isEqualTo(general.getOpCode());
        assertThat(hot.data()).isEqualTo(general.getData().toByteArray());
        assertThat(hot.isReliable()).isEqualTo(general.getReliable());
        assertThat(general.getPresencesList()).isEmpty();
    }
}
