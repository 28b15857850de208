package io.quorate.server.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.quorate.proto.internal.v1.BatchOutcome;
import io.quorate.server.common.Bytes;
import io.quorate.server.common.Fault;
import io.quorate.server.common.KeyRange;
import io.quorate.server.common.KeyValue;
import io.quorate.server.common.RangeResult;
import io.quorate.server.common.SessionId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CommandCodecTest {
    private static final int TRIES = 2_000;
    private static final Rejection[] REJECTIONS = Rejection.values();

    private final long seed = new Random().nextLong();

    private final RandomCommands commands = new RandomCommands(seed, 60);

    @Test
    void shouldWriteRequestsAsTheGeneratedClassesDo() {
        for (int i = 0; i < TRIES; i++) {
            Request request = randomRequest();

            byte[] encoded = CommandCodec.encodeRequest(request);

            assertThat(encoded)
                    .as("seed %d: %s", seed, request)
                    .isEqualTo(GeneratedMessages.request(request).toByteArray());
        }
    }

    @Test
    void shouldReadBackWhatTheGeneratedClassesWrite() {
        for (int i = 0; i < TRIES; i++) {
            Batch batch = randomBatch();

            Batch decoded =
                    CommandCodec.decodeBatch(GeneratedMessages.batch(batch).toByteArray());

            assertThat(decoded).as("seed %d", seed).isEqualTo(batch);
        }
    }

    @Test
    void shouldPackEncodedRequestsIntoBatchesAndEntries() throws InvalidProtocolBufferException {
        for (int i = 0; i < TRIES / 10; i++) {
            List<Batch> batches = List.of(randomBatch(), randomBatch());
            List<byte[]> encoded = new ArrayList<>();
            for (Batch batch : batches) {
                encoded.add(CommandCodec.encodeBatch(
                        batch.stamp(),
                        batch.requests().stream()
                                .map(CommandCodec::encodeRequest)
                                .toList()));
            }
            String proposer = i == 0 ? "" : "knoten-ä" + i;

            byte[] entry = CommandCodec.encodeEntry(-1L - i, proposer, 3L << i % 60, encoded);

            assertThat(CommandCodec.decodeEntry(entry))
                    .as("seed %d", seed)
                    .isEqualTo(new LogEntry(-1L - i, proposer, 3L << i % 60, batches));
            assertThat(io.quorate.proto.internal.v1.LogEntry.parseFrom(entry).toByteArray())
                    .isEqualTo(entry);
        }
    }

    @Test
    void shouldWriteAndReadOutcomesAsTheGeneratedClassesDo() throws InvalidProtocolBufferException {
        for (int i = 0; i < TRIES; i++) {
            List<Outcome> outcomes = randomOutcomes(0);

            byte[] encoded = CommandCodec.encodeOutcomes(outcomes);

            assertThat(encoded)
                    .as("seed %d", seed)
                    .isEqualTo(GeneratedMessages.outcomes(outcomes).toByteArray());
            assertThat(CommandCodec.decodeOutcomes(
                            BatchOutcome.parseFrom(encoded).toByteArray()))
                    .isEqualTo(outcomes);
        }
    }

    @Test
    void shouldKeepTheGreatestAndTheSmallestNumbers() {
        for (long number : new long[] {Long.MIN_VALUE, -1, 0, 1, 127, 128, 1L << 56, Long.MAX_VALUE}) {
            Request request = new Request(
                    new SessionStamp(new SessionId(number, ~number), number, number),
                    new Command.Compact(number, true));

            byte[] encoded = CommandCodec.encodeRequest(request);

            assertThat(encoded).isEqualTo(GeneratedMessages.request(request).toByteArray());
            assertThat(CommandCodec.decodeBatch(CommandCodec.encodeBatch(null, List.of(encoded)))
                            .requests())
                    .containsExactly(request);
        }
    }

    @Test
    void shouldRefuseAnUnknownFormatVersion() {
        for (int format : new int[] {0, 2, 1 << 20}) {
            byte[] entry = io.quorate.proto.internal.v1.LogEntry.newBuilder()
                    .setFormat(format)
                    .setProposer("n1")
                    .build()
                    .toByteArray();

            assertThatThrownBy(() -> CommandCodec.decodeEntry(entry))
                    .isInstanceOf(Fault.class)
                    .hasMessageContaining("format " + format);
        }
    }

    @Test
    void shouldRefuseARequestWithoutACommand() {
        byte[] batch = io.quorate.proto.internal.v1.Batch.newBuilder()
                .addRequests(io.quorate.proto.internal.v1.Request.getDefaultInstance())
                .build()
                .toByteArray();

        assertThatThrownBy(() -> CommandCodec.decodeBatch(batch))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("without a command");
    }

    @Test
    void shouldRefuseAnUnknownConstantAndAnEmptyOperation() {
        io.quorate.proto.internal.v1.Compare.Builder compare = io.quorate.proto.internal.v1.Compare.newBuilder()
                .setRange(io.quorate.proto.internal.v1.KeyRange.newBuilder().setKey(ByteString.copyFromUtf8("k")))
                .setTarget(5);
        io.quorate.proto.internal.v1.Operation operation = io.quorate.proto.internal.v1.Operation.getDefaultInstance();

        assertThatThrownBy(() ->
                        decodeTxn(io.quorate.proto.internal.v1.Txn.newBuilder().addCompares(compare)))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("unknown Target 5");
        assertThatThrownBy(() ->
                        decodeTxn(io.quorate.proto.internal.v1.Txn.newBuilder().addSuccess(operation)))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("empty operation");
    }

    @Test
    void shouldRefuseAnUnknownField() {
        byte[] request = CommandCodec.encodeRequest(new Request(null, Command.Put.of(Bytes.utf8("k"), Bytes.EMPTY)));
        // Field 7 of Put, which has six.
        byte[] extended = {request[0], (byte) (request[1] + 2), request[2], request[3], request[4], 7 << 3, 1};

        assertThatThrownBy(() -> CommandCodec.decodeBatch(CommandCodec.encodeBatch(null, List.of(extended))))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("Put has unknown field 7");
    }

    @Test
    void shouldRefuseTransactionsNestedWithoutEnd() {
        Operation deep = Command.Put.of(Bytes.utf8("k"), Bytes.EMPTY);
        for (int i = 0; i < 101; i++) {
            deep = new Command.Txn(List.of(), List.of(deep), List.of());
        }
        byte[] request = CommandCodec.encodeRequest(new Request(null, (Command.Txn) deep));

        assertThatThrownBy(() -> CommandCodec.decodeBatch(CommandCodec.encodeBatch(null, List.of(request))))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("nested deeper");
    }

    @Test
    void shouldAnswerDamagedBytesWithAFaultOrAnotherValueButNothingElse() {
        Random random = commands.random();
        for (int i = 0; i < TRIES; i++) {
            byte[] entry = CommandCodec.encodeEntry(
                    7, "n1", 9, List.of(GeneratedMessages.batch(randomBatch()).toByteArray()));
            byte[] damaged = random.nextBoolean() ? Arrays.copyOf(entry, random.nextInt(entry.length)) : entry.clone();
            if (damaged.length > 0) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                assertThat(CommandCodec.decodeEntry(damaged)).isNotNull();
            } catch (Fault e) {
                assertThat(e).as("seed %d", seed).hasMessageContaining("malformed log bytes");
            }
        }
    }

    private static void decodeTxn(io.quorate.proto.internal.v1.Txn.Builder txn) {
        byte[] batch = io.quorate.proto.internal.v1.Batch.newBuilder()
                .addRequests(io.quorate.proto.internal.v1.Request.newBuilder().setTxn(txn))
                .build()
                .toByteArray();
        assertThat(CommandCodec.decodeBatch(batch)).isNotNull();
    }

    private Request randomRequest() {
        return new Request(
                commands.random().nextBoolean() ? null : commands.stamp(),
                commands.command(1L << commands.random().nextInt(50)));
    }

    private Batch randomBatch() {
        List<Request> requests = new ArrayList<>();
        for (int i = commands.random().nextInt(4); i >= 0; i--) {
            requests.add(randomRequest());
        }
        return new Batch(commands.random().nextBoolean() ? null : commands.stamp(), requests);
    }

    private List<Outcome> randomOutcomes(int depth) {
        Random random = commands.random();
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            long revision = random.nextLong(1L << random.nextInt(60));
            outcomes.add(
                    switch (random.nextInt(depth < 3 ? 7 : 6)) {
                        case 0 -> new Outcome.PutDone(revision, random.nextBoolean() ? null : randomKeyValue());
                        case 1 -> new Outcome.DeleteRangeDone(revision, random.nextInt(9), randomKeyValues());
                        case 2 ->
                            new Outcome.RangeDone(
                                    revision,
                                    new RangeResult(randomKeyValues(), random.nextBoolean(), random.nextInt(9)));
                        case 3 -> new Outcome.CompactDone(revision);
                        case 4 -> new Outcome.NothingDone(revision);
                        case 5 -> new Outcome.Rejected(revision, REJECTIONS[random.nextInt(REJECTIONS.length)]);
                        default -> new Outcome.TxnDone(revision, random.nextBoolean(), randomOutcomes(depth + 1));
                    });
        }
        return outcomes;
    }

    private List<KeyValue> randomKeyValues() {
        List<KeyValue> kvs = new ArrayList<>();
        for (int i = commands.random().nextInt(3); i > 0; i--) {
            kvs.add(randomKeyValue());
        }
        return kvs;
    }

    private KeyValue randomKeyValue() {
        Random random = commands.random();
        KeyRange range = KeyRange.single(commands.key());
        return new KeyValue(
                range.key(),
                commands.value(),
                random.nextInt(300),
                random.nextLong(),
                random.nextInt(3),
                random.nextInt(9));
    }
}
