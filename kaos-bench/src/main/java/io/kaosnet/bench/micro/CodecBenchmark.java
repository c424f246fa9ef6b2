package io.kaosnet.bench.micro;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.kaosnet.protocol.hot.MatchDataEncoder;
import io.kaosnet.protocol.hot.MatchDataInput;
import io.kaosnet.protocol.hot.MatchDataJsonReader;
import io.kaosnet.protocol.hot.MatchDataProtobufReader;
import io.kaosnet.protocol.json.JsonFormatException;
import io.kaosnet.protocol.json.MessageJson;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.MatchDataSend;
import io.kaosnet.protocol.realtime.UserPresence;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// One match data message with 32 bytes of data: the short cuts beside the general codec. Owned by
/// JMH's thread.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {
    private static final String MATCH = "9a1c9ab6-7a5c-4f1f-a1ad-0e7b6c0b0b1e.";

    private final byte[] data = new byte[32];
    private final Envelope request =
            Envelope.newBuilder()
                    .setMatchDataSend(
                            MatchDataSend.newBuilder()
                                    .setMatchId(MATCH)
                                    .setOpCode(7)
                                    .setReliable(true)
                                    .setData(ByteString.copyFrom(data)))
                    .build();
    private final byte[] json = MessageJson.socket().toBytes(request);
    private final byte[] protobuf = request.toByteArray();
    private final MatchDataInput input = new MatchDataInput();
    private final MatchDataJsonReader jsonReader = new MatchDataJsonReader();
    private final MatchDataProtobufReader protobufReader = new MatchDataProtobufReader();
    private final MatchDataEncoder encoder =
            new MatchDataEncoder(
                    MATCH,
                    UserPresence.newBuilder()
                            .setUserId("4c2ae592-b2a7-445e-98ec-697694478b1c")
                            .setSessionId("4c2ae592-b2a7-445e-98ec-697694478b1d")
                            .setUsername("a player")
                            .build());

    @Benchmark
    public boolean readJson() {
        return jsonReader.read(json, 0, json.length, input);
    }

    @Benchmark
    public Envelope readJsonGenerally() throws JsonFormatException {
        Envelope.Builder builder = Envelope.newBuilder();
        MessageJson.socket().merge(json, builder);
        return builder.build();
    }

    @Benchmark
    public boolean readProtobuf() {
        return protobufReader.read(protobuf, 0, protobuf.length, input);
    }

    @Benchmark
    public Envelope readProtobufGenerally() throws InvalidProtocolBufferException {
        return Envelope.parseFrom(protobuf);
    }

    @Benchmark
    public byte[] writeJson() {
        return encoder.toJson(7, data, 0, data.length, true);
    }

    @Benchmark
    public byte[] writeProtobuf() {
        return encoder.toProtobuf(7, data, 0, data.length, true);
    }

    @Benchmark
    public byte[] writeJsonGenerally() {
        return MessageJson.socket().toBytes(request);
    }
}
