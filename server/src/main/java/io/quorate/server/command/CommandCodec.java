package io.quorate.server.command;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Between the vocabulary of the log and its bytes (log.proto in the proto module is the format; docs/formats/log.md its
 * history). Written by hand because each replica decodes every write: tests hold it to the generated classes.
 *
 * <p>Decoding is strict: an unknown format version, field or constant, or a missing command, is a Fault. A replica that
 * skipped what it does not know would quietly differ from the others.
 */
public final class CommandCodec {
    /** Format version of log entries written by this program, and the only one there has been. */
    public static final int FORMAT = 1;

    private CommandCodec() {}

    public static byte[] encodeRequest(Request request) {
        WireWriter out = new WireWriter(expectedSize(request.command()));
        new CommandWriter(out).request(request);
        return out.toByteArray();
    }

    /** Packs encoded requests without looking into them. */
    public static byte[] encodeBatch(@Nullable SessionStamp stamp, List<byte[]> encodedRequests) {
        WireWriter out = new WireWriter(64 + elementsSize(encodedRequests));
        for (int i = encodedRequests.size() - 1; i >= 0; i--) {
            out.element(2, encodedRequests.get(i));
        }
        if (stamp != null) {
            new CommandWriter(out).stamp(1, stamp);
        }
        return out.toByteArray();
    }

    /** Packs encoded batches without looking into them. */
    public static byte[] encodeEntry(long hlc, String proposer, long proposerBoot, List<byte[]> encodedBatches) {
        WireWriter out = new WireWriter(32 + 3 * proposer.length() + elementsSize(encodedBatches));
        for (int i = encodedBatches.size() - 1; i >= 0; i--) {
            out.element(5, encodedBatches.get(i));
        }
        out.fixed64(4, proposerBoot);
        out.text(3, proposer);
        out.fixed64(2, hlc);
        out.int64(1, FORMAT);
        return out.toByteArray();
    }

    public static LogEntry decodeEntry(byte[] entry) {
        return new CommandReader(new WireReader(entry)).entry();
    }

    public static Batch decodeBatch(byte[] batch) {
        return new CommandReader(new WireReader(batch)).batch(batch.length);
    }

    public static byte[] encodeOutcomes(List<Outcome> outcomes) {
        WireWriter out = new WireWriter(16 + 12 * outcomes.size());
        new OutcomeWriter(out).outcomes(1, outcomes);
        return out.toByteArray();
    }

    public static List<Outcome> decodeOutcomes(byte[] outcomes) {
        return new OutcomeReader(new WireReader(outcomes)).batchOutcome();
    }

    private static int expectedSize(Command command) {
        return command instanceof Command.Put put
                ? 32 + put.key().size() + put.value().size()
                : 256;
    }

    private static int elementsSize(List<byte[]> elements) {
        int size = 0;
        for (byte[] element : elements) {
            size += 1 + WireWriter.varintSize(element.length) + element.length;
        }
        return size;
    }
}
