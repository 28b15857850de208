package io.quorate.server.replication.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.StateMachineLogEntryProto;
import org.apache.ratis.server.raftlog.segmented.SegmentedRaftLogOutputStream;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The check on segments that Ratis' own writer wrote, damaged in every way that we can tell apart, and some we cannot.
 */
class LogCheckTest {
    private static final int BUFFER_BYTES = 1 << 20;
    private static final long NO_SNAPSHOT = -1;

    @TempDir
    private Path directory;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    LogCheckTest() {
        System.out.println("LogCheckTest seed " + seed);
    }

    private static LogEntryProto entry(long index, int bytes) {
        byte[] payload = new byte[bytes];
        Arrays.fill(payload, (byte) index);
        return LogEntryProto.newBuilder()
                .setTerm(3)
                .setIndex(index)
                .setStateMachineLogEntry(
                        StateMachineLogEntryProto.newBuilder().setLogData(UnsafeByteOperations.unsafeWrap(payload)))
                .build();
    }

    /** Writes entries of these indices; returns where each record begins, and the end. */
    private int[] write(Path file, long first, long last, int bytes) throws IOException {
        int[] offsets = new int[(int) (last - first + 2)];
        offsets[0] = SegmentScan.HEADER_BYTES;
        try (var out = new SegmentedRaftLogOutputStream(
                file.toFile(), false, 1 << 20, 1 << 16, ByteBuffer.allocateDirect(BUFFER_BYTES))) {
            for (long index = first; index <= last; index++) {
                LogEntryProto entry = entry(index, bytes);
                out.write(entry);
                int body = entry.getSerializedSize();
                int at = (int) (index - first);
                offsets[at + 1] = offsets[at] + (body < 128 ? 1 : 2) + body + 4;
            }
        }
        assertThat(Files.size(file)).isEqualTo(offsets[offsets.length - 1]);
        return offsets;
    }

    private LogCheck.Extent check() throws IOException {
        return new LogCheck(directory).check(NO_SNAPSHOT);
    }

    private static void pad(Path file, int zeros) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length + zeros));
    }

    private void refuses(ThrowingCallable call, Path file, long offset) throws IOException {
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(call).isInstanceOfSatisfying(CorruptLog.class, corrupt -> {
            assertThat(corrupt.file()).isEqualTo(file.toString());
            assertThat(corrupt.offset()).isEqualTo(offset);
            assertThat(corrupt).hasMessageContaining("CORRUPT-LOG");
        });
        assertThat(Files.readAllBytes(file)).as("left as it was found").isEqualTo(before);
    }

    @Test
    void shouldFindNothingInAnEmptyDirectory() throws IOException {
        assertThat(check().isEmpty()).isTrue();
        assertThat(new LogCheck(directory.resolve("absent")).check(NO_SNAPSHOT).isEmpty())
                .isTrue();
    }

    @Test
    void shouldReadASoundLogAndLeaveItAlone() throws IOException {
        write(directory.resolve("log_0-9"), 0, 9, 20);
        Path open = directory.resolve("log_inprogress_10");
        write(open, 10, 19, 20);
        pad(open, 5_000);
        byte[] before = Files.readAllBytes(open);

        assertThat(check()).isEqualTo(new LogCheck.Extent(0, 19));
        assertThat(Files.readAllBytes(open)).isEqualTo(before);
    }

    @Test
    void shouldCutTheLastRecordOffWhereverItEnds() throws IOException {
        Path whole = directory.resolve("whole");
        int[] offsets = write(whole, 5, 8, 200);
        byte[] bytes = Files.readAllBytes(whole);
        Files.delete(whole);
        Path open = directory.resolve("log_inprogress_5");
        for (int length = offsets[3] + 1; length < offsets[4]; length++) {
            for (int zeros : new int[] {0, 1, 3, 700}) {
                Files.write(open, Arrays.copyOf(Arrays.copyOf(bytes, length), length + zeros));
                // What was cut may have been zeros.
                boolean same = zeros >= offsets[4] - length && isZero(bytes, length, offsets[4]);
                assertThat(check()).isEqualTo(new LogCheck.Extent(5, same ? 8 : 7));
                assertThat(Files.size(open)).isEqualTo(same ? length + zeros : offsets[3]);
            }
        }
    }

    private static boolean isZero(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    @Test
    void shouldCutOffTheFirstRecordAndTheHeaderToo() throws IOException {
        Path whole = directory.resolve("whole");
        int[] offsets = write(whole, 5, 5, 50);
        byte[] bytes = Files.readAllBytes(whole);
        Files.delete(whole);
        Path open = directory.resolve("log_inprogress_5");
        for (int length = 1; length < offsets[1]; length++) {
            Files.write(open, Arrays.copyOf(Arrays.copyOf(bytes, length), 4096));
            assertThat(check().isEmpty()).isTrue();
        }
    }

    @Test
    void shouldCutGarbageOff() throws IOException {
        Path whole = directory.resolve("whole");
        int[] offsets = write(whole, 5, 8, 300);
        byte[] bytes = Files.readAllBytes(whole);
        Files.delete(whole);
        Path open = directory.resolve("log_inprogress_5");
        for (int round = 0; round < 300; round++) {
            byte[] damaged = Arrays.copyOf(bytes, bytes.length + random.nextInt(3000));
            int from = offsets[3] + random.nextInt(offsets[4] - offsets[3]);
            byte[] garbage = new byte[damaged.length - from];
            random.nextBytes(garbage);
            garbage[0] = (byte) ~bytes[from];
            System.arraycopy(garbage, 0, damaged, from, garbage.length);
            Files.write(open, damaged);
            assertThat(check()).isEqualTo(new LogCheck.Extent(5, 7));
            assertThat(Files.size(open)).isEqualTo(offsets[3]);
        }
    }

    @Test
    void shouldCutOffSeveralTornRecords() throws IOException {
        Path open = directory.resolve("log_inprogress_5");
        int[] offsets = write(open, 5, 9, 300);
        byte[] bytes = Files.readAllBytes(open);
        // None of the last three is whole.
        for (int i = 2; i < 5; i++) {
            Arrays.fill(bytes, offsets[i] + 100, offsets[i] + 200, (byte) 0);
        }
        Files.write(open, bytes);

        assertThat(check()).isEqualTo(new LogCheck.Extent(5, 6));
    }

    @Test
    void shouldDropGarbageInWhatWasPreallocated() throws IOException {
        Path open = directory.resolve("log_inprogress_5");
        int[] offsets = write(open, 5, 9, 300);
        pad(open, 4096);
        byte[] bytes = Files.readAllBytes(open);
        bytes[bytes.length - 3] = 7;
        Files.write(open, bytes);

        assertThat(check()).isEqualTo(new LogCheck.Extent(5, 9));
        assertThat(Files.size(open)).isEqualTo(offsets[5]);
    }

    @Test
    void shouldRefuseAnyFlippedBitBeforeTheLastRecord() throws IOException {
        Path open = directory.resolve("log_inprogress_5");
        int[] offsets = write(open, 5, 8, 40);
        byte[] bytes = Files.readAllBytes(open);
        for (int at = 0; at < offsets[3]; at++) {
            byte[] damaged = bytes.clone();
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(open, damaged);
            int record = at < offsets[0] ? -1 : at < offsets[1] ? 0 : at < offsets[2] ? 1 : 2;
            refuses(this::check, open, record < 0 ? 0 : offsets[record]);
        }
    }

    @Test
    void shouldRefuseAHoleBeforeASoundRecord() throws IOException {
        Path open = directory.resolve("log_inprogress_5");
        int[] offsets = write(open, 5, 9, 300);
        byte[] bytes = Files.readAllBytes(open);
        Arrays.fill(bytes, offsets[1], offsets[3], (byte) 0);
        Files.write(open, bytes);

        refuses(this::check, open, offsets[1]);
    }

    @Test
    void shouldRefuseARecordThatIsNotNext() throws IOException {
        Path open = directory.resolve("log_inprogress_5");
        write(open, 6, 9, 30);
        refuses(this::check, open, SegmentScan.HEADER_BYTES);
    }

    @Test
    void shouldRefuseAnyFlippedBitInAClosedSegment() throws IOException {
        Path closed = directory.resolve("log_5-8");
        int[] offsets = write(closed, 5, 8, 40);
        byte[] bytes = Files.readAllBytes(closed);
        for (int at = 0; at < offsets[4]; at++) {
            byte[] damaged = bytes.clone();
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(closed, damaged);
            int place = at;
            int record = (int) Arrays.stream(offsets)
                            .filter(offset -> offset <= place)
                            .count()
                    - 1;
            refuses(this::check, closed, record < 0 ? 0 : offsets[record]);
        }
    }

    @Test
    void shouldRefuseAClosedSegmentThatIsShortOrEmpty() throws IOException {
        Path closed = directory.resolve("log_5-8");
        int[] offsets = write(closed, 5, 8, 40);
        byte[] bytes = Files.readAllBytes(closed);
        for (int length : new int[] {0, 5, 8, offsets[1], offsets[4] - 1}) {
            Files.write(closed, Arrays.copyOf(bytes, length));
            int sound = length < 8 ? 0 : length == offsets[4] - 1 ? offsets[3] : length;
            refuses(this::check, closed, sound);
        }
        Files.write(closed, Arrays.copyOf(Arrays.copyOf(bytes, 8), bytes.length));
        refuses(this::check, closed, 8);
    }

    @Test
    void shouldRefuseAMissingSegment() throws IOException {
        write(directory.resolve("log_0-4"), 0, 4, 20);
        Path later = directory.resolve("log_inprogress_8");
        write(later, 8, 9, 20);
        refuses(this::check, later, 0);
        refuses(() -> new LogCheck(directory).check(6), later, 0);
    }

    @Test
    void shouldFinishAnInterruptedPurge() throws IOException {
        write(directory.resolve("log_0-4"), 0, 4, 20);
        Path later = directory.resolve("log_inprogress_8");
        write(later, 8, 9, 20);

        assertThat(new LogCheck(directory).check(7)).isEqualTo(new LogCheck.Extent(8, 9));
        assertThat(directory.resolve("log_0-4")).doesNotExist();
    }

    @Test
    void shouldRefuseASegmentInProgressBeforeAnother() throws IOException {
        Path early = directory.resolve("log_inprogress_0");
        write(early, 0, 4, 20);
        write(directory.resolve("log_inprogress_5"), 5, 9, 20);
        refuses(this::check, early, 0);
    }
}
