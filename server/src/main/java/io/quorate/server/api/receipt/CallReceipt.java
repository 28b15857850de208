package io.quorate.server.api.receipt;

import io.grpc.Context;
import io.grpc.Metadata;
import io.quorate.server.common.LogPosition;
import io.quorate.server.request.ReadPath;
import io.quorate.server.request.ReadProof;
import org.jspecify.annotations.Nullable;

/** The receipt of one call, filled before it is answered, on the thread that answers it. */
public final class CallReceipt {
    static final Context.Key<CallReceipt> KEY = Context.key("quorate-receipt");
    private static final long NO_REVISION = -1;

    private long revision = NO_REVISION;
    private @Nullable LogPosition position;
    private @Nullable ReadProof proof;

    CallReceipt() {}

    /** Of the call that the present thread begins to serve; null when its replies carry none. */
    public static @Nullable CallReceipt current() {
        return KEY.get();
    }

    /** For an answer that was read. */
    public void read(long readRevision, ReadProof readProof) {
        revision = readRevision;
        position = readProof.applied();
        proof = readProof;
    }

    /** For a write. */
    public void written(long writtenRevision, LogPosition writtenPosition) {
        revision = writtenRevision;
        position = writtenPosition;
    }

    void writeTo(Metadata trailers) {
        if (revision != NO_REVISION) {
            trailers.put(ReceiptKeys.REVISION, Long.toString(revision));
        }
        LogPosition known = position;
        if (known != null) {
            trailers.put(ReceiptKeys.LOG_POSITION, known.term() + ":" + known.index());
        }
        ReadProof proven = proof;
        if (proven != null) {
            long staleness = proven.stalenessMillis();
            trailers.put(ReceiptKeys.READ_PATH, name(proven.path()));
            trailers.put(
                    ReceiptKeys.STALENESS_MS, staleness == ReadProof.UNKNOWN ? "unknown" : Long.toString(staleness));
        }
    }

    private static String name(ReadPath path) {
        return switch (path) {
            case LEASE -> "lease";
            case BARRIER -> "barrier";
            case READ_INDEX -> "read-index";
            case LOCAL -> "local";
        };
    }
}
