package io.quorate.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.common.Bytes;
import io.quorate.server.common.KeyRange;
import io.quorate.server.common.KeyValue;
import io.quorate.server.common.RangeQuery;
import io.quorate.server.common.RangeResult;
import io.quorate.server.common.SessionId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Bytes of format version 1, which are on disks: a test that fails here means that old logs can no longer be read. */
class CommandGoldenTest {
    private static final KeyValue KV = new KeyValue(Bytes.utf8("k"), Bytes.utf8("v"), 2, 300, 4, 5);

    @Test
    void shouldWriteAndReadTheReleasedBytesOfEveryCommand() throws IOException {
        Properties golden = golden();
        Map<String, Request> requests = requests();
        for (Map.Entry<String, Request> sample : requests.entrySet()) {
            byte[] batch = CommandCodec.encodeBatch(null, List.of(CommandCodec.encodeRequest(sample.getValue())));

            assertThat(HexFormat.of().formatHex(batch))
                    .as(sample.getKey())
                    .isEqualTo(golden.getProperty(sample.getKey()));
            assertThat(CommandCodec.decodeBatch(batch).requests()).containsExactly(sample.getValue());
        }
    }

    @Test
    void shouldWriteAndReadTheReleasedBytesOfOutcomes() throws IOException {
        List<Outcome> outcomes = List.of(
                new Outcome.PutDone(7, null),
                new Outcome.PutDone(8, KV),
                new Outcome.DeleteRangeDone(9, 1, List.of(KV)),
                new Outcome.TxnDone(
                        10, true, List.of(new Outcome.RangeDone(9, new RangeResult(List.of(KV), true, 12)))),
                new Outcome.CompactDone(10),
                new Outcome.NothingDone(10),
                new Outcome.Rejected(10, Rejection.COMPACTED));

        byte[] encoded = CommandCodec.encodeOutcomes(outcomes);

        assertThat(HexFormat.of().formatHex(encoded)).isEqualTo(golden().getProperty("outcomes"));
        assertThat(CommandCodec.decodeOutcomes(encoded)).isEqualTo(outcomes);
    }

    @Test
    void shouldWriteAndReadTheReleasedBytesOfAnEntry() throws IOException {
        SessionStamp stamp = new SessionStamp(new SessionId(1, -2), 300, 299);
        byte[] batch = CommandCodec.encodeBatch(
                stamp, List.of(CommandCodec.encodeRequest(new Request(stamp, new Command.Tick()))));

        byte[] entry = CommandCodec.encodeEntry(0x0123456789abcdefL, "n1", 42, List.of(batch));

        assertThat(HexFormat.of().formatHex(entry)).isEqualTo(golden().getProperty("entry"));
        assertThat(CommandCodec.decodeEntry(entry))
                .isEqualTo(new LogEntry(
                        0x0123456789abcdefL,
                        "n1",
                        42,
                        List.of(new Batch(stamp, List.of(new Request(stamp, new Command.Tick()))))));
    }

    @Test
    void shouldHaveASampleOfEveryCommand() {
        Set<Class<?>> sampled = requests().values().stream()
                .map(request -> request.command().getClass())
                .collect(Collectors.toSet());

        assertThat(sampled)
                .containsAll(Stream.of(Command.class.getPermittedSubclasses()).toList());
    }

    private static Map<String, Request> requests() {
        Bytes key = Bytes.utf8("key");
        KeyRange range = new KeyRange(key, Bytes.utf8("kez"));
        Command.Put put = new Command.Put(key, Bytes.utf8("value"), 77, true, false, false);
        RangeQuery query = new RangeQuery(
                range,
                9,
                100,
                RangeQuery.SortOrder.DESCEND,
                RangeQuery.SortTarget.MOD,
                true,
                false,
                new RangeQuery.RevisionBounds(1, 2, 3, 4));
        Command.Txn nested =
                new Command.Txn(List.of(), List.of(new Command.DeleteRange(KeyRange.single(key), false)), List.of());
        Map<String, Request> requests = new LinkedHashMap<>();
        requests.put("put", new Request(null, put));
        requests.put("put-ignoring", new Request(null, new Command.Put(key, Bytes.EMPTY, 0, false, true, true)));
        requests.put("delete-range", new Request(null, new Command.DeleteRange(range, true)));
        requests.put(
                "txn",
                new Request(
                        null,
                        new Command.Txn(
                                List.of(
                                        new Compare(
                                                KeyRange.single(key),
                                                Compare.Result.NOT_EQUAL,
                                                Compare.Target.MOD,
                                                5,
                                                Bytes.EMPTY),
                                        new Compare(
                                                range, Compare.Result.LESS, Compare.Target.VALUE, 0, Bytes.utf8("x"))),
                                List.of(put, new Operation.Range(query)),
                                List.of(nested))));
        requests.put("compact", new Request(null, new Command.Compact(12, true)));
        requests.put("tick", new Request(null, new Command.Tick()));
        requests.put("release", new Request(null, new Command.Release()));
        requests.put("set-machine-version", new Request(null, new Command.SetMachineVersion(2)));
        return requests;
    }

    private static Properties golden() throws IOException {
        Properties golden = new Properties();
        try (InputStream in = CommandGoldenTest.class.getResourceAsStream("log-format-1.properties")) {
            golden.load(new java.io.InputStreamReader(
                    java.util.Objects.requireNonNull(in, "golden file"), StandardCharsets.UTF_8));
        }
        return golden;
    }
}
