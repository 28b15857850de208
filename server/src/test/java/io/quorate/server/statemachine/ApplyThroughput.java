package io.quorate.server.statemachine;

import io.quorate.server.command.Batch;
import io.quorate.server.command.Command;
import io.quorate.server.command.CommandCodec;
import io.quorate.server.command.Compare;
import io.quorate.server.command.LogEntry;
import io.quorate.server.command.Request;
import io.quorate.server.common.Bytes;
import io.quorate.server.common.KeyRange;
import io.quorate.server.common.LogPosition;
import io.quorate.server.common.RangeQuery;
import io.quorate.server.storage.OrderedStore;
import io.quorate.server.storage.rocksdb.RocksSettings;
import io.quorate.server.storage.rocksdb.RocksStore;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * What applying costs: entries of 110 puts with keys of 8 and values of 256 bytes. Run by hand, on an idle machine:
 * arguments are a fresh directory, the number of entries, the number of keys and {@code put} or {@code txn}.
 */
final class ApplyThroughput {
    private static final int PUTS_PER_ENTRY = 110;
    private static final int REPORT_EVERY = 2_000;

    private ApplyThroughput() {}

    public static void main(String[] arguments) {
        int entryCount = Integer.parseInt(arguments[1]);
        int keys = Integer.parseInt(arguments[2]);
        boolean txn = "txn".equals(arguments[3]);
        measureDecoding(entry(new Random(0), keys, txn));
        try (OrderedStore store = RocksStore.open(Path.of(arguments[0]), RocksSettings.defaults())) {
            KvStateMachine machine = KvStateMachine.open(store, SessionLimits.defaults());
            measureApplying(machine, entryCount, keys, txn);
            measureReading(machine, keys);
        }
    }

    private static byte[] entry(Random random, int keys, boolean txn) {
        List<Request> requests = new ArrayList<>();
        for (int j = 0; j < PUTS_PER_ENTRY; j++) {
            byte[] value = new byte[256];
            random.nextBytes(value);
            Command.Put put = Command.Put.of(key(random.nextInt(keys)), Bytes.wrap(value));
            requests.add(new Request(null, txn ? guarded(put) : put));
        }
        return Entries.of(1, List.of(new Batch(null, requests)));
    }

    private static Command guarded(Command.Put put) {
        Compare compare = new Compare(
                KeyRange.single(put.key()), Compare.Result.GREATER, Compare.Target.VERSION, -1, Bytes.EMPTY);
        return new Command.Txn(List.of(compare), List.of(put), List.of());
    }

    private static Bytes key(long number) {
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    private static void measureDecoding(byte[] entry) {
        for (int round = 0; round < 6; round++) {
            long start = System.nanoTime();
            long requests = 0;
            for (int i = 0; i < REPORT_EVERY; i++) {
                LogEntry decoded = CommandCodec.decodeEntry(entry);
                requests += decoded.batches().get(0).requests().size();
            }
            print("decode", System.nanoTime() - start, requests);
        }
    }

    private static void measureApplying(KvStateMachine machine, int entryCount, int keys, boolean txn) {
        Random random = new Random(1);
        long process = processCpuNanos();
        long made = 0;
        long applied = 0;
        for (int i = 1; i <= entryCount; i++) {
            long start = threadCpuNanos();
            byte[] entry = entry(random, keys, txn);
            long middle = threadCpuNanos();
            machine.apply(new LogPosition(1, i), entry);
            applied += threadCpuNanos() - middle;
            made += middle - start;
            if (i % REPORT_EVERY == 0) {
                long puts = (long) REPORT_EVERY * PUTS_PER_ENTRY;
                print("apply, thread CPU", applied, puts);
                print("apply, process CPU", processCpuNanos() - process - made, puts);
                process = processCpuNanos();
                made = 0;
                applied = 0;
            }
        }
    }

    private static void measureReading(KvStateMachine machine, int keys) {
        Random random = new Random(2);
        for (int round = 0; round < 5; round++) {
            long cpu = threadCpuNanos();
            long found = 0;
            for (int i = 0; i < 200_000; i++) {
                RangeQuery query = RangeQuery.of(KeyRange.single(key(random.nextInt(keys))));
                found += machine.reader().read(query).revision() > 0 ? 1 : 0;
            }
            print("read one key", threadCpuNanos() - cpu, found);
        }
    }

    private static long threadCpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long processCpuNanos() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                .getProcessCpuTime();
    }

    private static void print(String what, long nanos, long operations) {
        System.out.printf(Locale.ROOT, "%-18s %.2f us each%n", what, nanos / 1e3 / operations);
    }
}
