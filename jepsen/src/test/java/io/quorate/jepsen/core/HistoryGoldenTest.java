package io.quorate.jepsen.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bytes of format versions 1 to 3, which are stored beside reports: a test that fails here means that they cannot be
 * read.
 */
class HistoryGoldenTest {
    private static final String GOLDEN =
            "514a484953540a01000000132ba1161900ffffffffffffffd603026e31026e32026e33000000f4e30ef4a701a4500006"
                    + "01d00fc0843d12029a01d60404d8040e008e9e05c52164694d01a902020804d00fa09a55129c019a0100086d69736d61"
                    + "7463689e010206020e0101d013020a00d00fd0bf6d000201020a000200020201020a020200000208020000010e0101c0"
                    + "25020c02d00fc0ca7904020000030202d404000e01010a31020e02d00ff081acf30e10a00100001d554e415641494c41"
                    + "424c453a20636f6e6e656374696f6e207265736574020011706172746974696f6e2d6f6e652d776179020008666f6c6c"
                    + "6f77657200066c656164657202000402086e3120746f206e33a09c01a09c0103d00f00040e03d00f02010104050102";

    @TempDir
    private Path directory;

    /** The same of version 2: but for the version, what is of one keyspace only has not changed. */
    private static final String GOLDEN_2 = GOLDEN.replaceFirst("^514a484953540a01", "514a484953540a02");

    /** And of version 3, without a level that is new in it. */
    private static final String GOLDEN_3 = GOLDEN.replaceFirst("^514a484953540a01", "514a484953540a03");

    /** One operation, one fault and one sample of the second of two keyspaces. */
    private static final String GOLDEN_KEYSPACES =
            "514a484953540a030000000dd08d909b00000000000000000301026e31000000554c5b34aa05020764656661756c74036b7331"
                    + "0601010a31080e02904ec03e10a00100001d554e415641494c41424c453a20636f6e6e656374696f6e207265736574"
                    + "0200046b696c6c0001000000020203854e00000204010101";

    @Test
    void shouldReadTheBytesOfVersion1() throws IOException {
        assertThat(read(GOLDEN)).isEqualTo(new StoredHistory(history(), Optional.empty()));
    }

    @Test
    void shouldWriteAndReadSeveralKeyspaces() throws IOException {
        History all = history();
        Op op = all.ops().get(4);
        Op other = new Op(
                op.id(), op.process(), op.node(), op.invocation().in(1), op.completion(), op.calledNanos(), 9_000);
        FaultRecord fault = new FaultRecord("kill", Set.of(), List.of(0), FaultStatus.INSTALLED, "", 1, 2, 1);
        List<String> keyspaces = List.of("default", "ks1");
        History history = new History(
                3, List.of("n1"), List.of(other), List.of(fault), List.of(new LeaderSample(5, 0, 0, 1, 1)), keyspaces);
        Path file = directory.resolve(HistoryWriter.FILE);
        try (HistoryWriter writer = HistoryWriter.create(file, history.seed(), history.nodes())) {
            writer.keyspaces(keyspaces);
            writer.add(other);
            writer.add(fault);
            history.leaders().forEach(writer::add);
        }

        assertThat(HexFormat.of().formatHex(Files.readAllBytes(file))).isEqualTo(GOLDEN_KEYSPACES);
        assertThat(read(GOLDEN_KEYSPACES)).isEqualTo(new StoredHistory(history, Optional.empty()));
    }

    private StoredHistory read(String hex) throws IOException {
        Path golden = directory.resolve("golden.bin");
        Files.write(golden, HexFormat.of().parseHex(hex));
        return HistoryReader.read(golden);
    }

    @Test
    void shouldReadTheBytesOfVersion2() throws IOException {
        assertThat(read(GOLDEN_2)).isEqualTo(new StoredHistory(history(), Optional.empty()));
    }

    @Test
    void shouldWriteAndReadTheBytesOfVersion3() throws IOException {
        History history = history();
        Path file = directory.resolve(HistoryWriter.FILE);
        try (HistoryWriter writer = HistoryWriter.create(file, history.seed(), history.nodes())) {
            writer.flush();
            history.ops().forEach(writer::add);
            history.faults().forEach(writer::add);
            history.leaders().forEach(writer::add);
        }

        assertThat(HexFormat.of().formatHex(Files.readAllBytes(file))).isEqualTo(GOLDEN_3);
        assertThat(read(GOLDEN_3)).isEqualTo(new StoredHistory(history, Optional.empty()));
    }

    private static History history() {
        Receipt receipt = new Receipt(300, 7, 0x8e9e05c52164694dL);
        Op read = new Op(
                0,
                3,
                -1,
                Invocation.read(WorkloadKind.STALENESS, ReadLevel.SERIALIZABLE, 9),
                Completion.ok(Seen.key(77, 299, 2), receipt),
                1_000,
                501_000);
        Op cas = new Op(
                1,
                4,
                2,
                Invocation.cas(WorkloadKind.REGISTER, 9, 77, 78),
                Completion.mismatch(Seen.key(79, 301, 3), new Receipt(301, 7, 0x8e9e05c52164694dL)),
                2_000,
                700_000);
        Invocation asked = Invocation.txn(List.of(Micro.append(1, 5), Micro.read(1, Elements.NONE)));
        Seen seen = Seen.micros(List.of(Micro.append(1, 5), Micro.read(1, Elements.of(4, 5))));
        Op txn = new Op(2, 5, 0, asked, Completion.ok(seen, receipt), 3_000, 900_000);
        Op all = new Op(
                3,
                6,
                1,
                Invocation.readAll(ReadLevel.LINEARIZABLE, 2),
                Completion.ok(Seen.elements(Elements.of(1, 2, 300)), receipt),
                4_000,
                1_000_000);
        Op lost = new Op(
                4,
                7,
                1,
                Invocation.write(WorkloadKind.COUNTER, 8, 80),
                Completion.info("UNAVAILABLE: connection reset"),
                5_000,
                2_000_000_000L);
        FaultRecord fault = new FaultRecord(
                "partition-one-way",
                Set.of("leader", "follower"),
                List.of(0, 2),
                FaultStatus.INDETERMINATE,
                "n1 to n3",
                10_000,
                20_000);
        return new History(
                -42,
                List.of("n1", "n2", "n3"),
                List.of(read, cas, txn, all, lost),
                List.of(fault),
                List.of(new LeaderSample(6_000, 0, 2, 7), new LeaderSample(7_000, 1, -1, -1)));
    }
}
