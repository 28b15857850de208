package io.quorate.server.api;

import com.google.protobuf.MessageLite;
import io.grpc.stub.StreamObserver;
import io.quorate.proto.etcd.CompactionRequest;
import io.quorate.proto.etcd.CompactionResponse;
import io.quorate.proto.etcd.DeleteRangeRequest;
import io.quorate.proto.etcd.DeleteRangeResponse;
import io.quorate.proto.etcd.KVGrpc;
import io.quorate.proto.etcd.PutRequest;
import io.quorate.proto.etcd.PutResponse;
import io.quorate.proto.etcd.RangeRequest;
import io.quorate.proto.etcd.RangeResponse;
import io.quorate.proto.etcd.TxnRequest;
import io.quorate.proto.etcd.TxnResponse;
import io.quorate.server.api.error.EtcdError;
import io.quorate.server.api.interceptor.RequestOptions;
import io.quorate.server.command.Command;
import io.quorate.server.command.Outcome;
import io.quorate.server.command.Request;
import io.quorate.server.common.RangeQuery;
import io.quorate.server.mvcc.MvccReader;
import io.quorate.server.replication.LocalState;
import io.quorate.server.request.Committed;
import io.quorate.server.request.Proven;
import io.quorate.server.request.ReadOptions;
import io.quorate.server.request.ReadProof;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** etcd's KV service. */
final class KvService extends KVGrpc.KVImplBase {
    /** etcd waits for a physical compaction as long as its client does; a client without a deadline gets this long. */
    private static final long PHYSICAL_COMPACTION_NANOS = TimeUnit.HOURS.toNanos(1);

    private final ServiceContext context;
    private final OutcomeEncoder encoder;
    private final RangeReads rangeReads;
    private final ResponseBudget budget;
    private final MethodMeter rangeMeter;
    private final MethodMeter putMeter;
    private final MethodMeter deleteMeter;
    private final MethodMeter txnMeter;
    private final MethodMeter compactMeter;

    KvService(ServiceContext context, RangeReads rangeReads, ResponseBudget budget) {
        this.context = context;
        this.encoder = new OutcomeEncoder(context.headers());
        this.rangeReads = rangeReads;
        this.budget = budget;
        this.rangeMeter = context.meter("Range");
        this.putMeter = context.meter("Put");
        this.deleteMeter = context.meter("DeleteRange");
        this.txnMeter = context.meter("Txn");
        this.compactMeter = context.meter("Compact");
    }

    @Override
    public void range(RangeRequest request, StreamObserver<RangeResponse> observer) {
        UnaryCall<RangeResponse> call = context.begin(observer, rangeMeter);
        EtcdError error = RequestRules.check(request);
        if (error != null) {
            call.fail(error);
            return;
        }
        RangeQuery query = RequestDecoder.range(request);
        ReadOptions options = RequestOptions.current().reading(request.getSerializable());
        call.countAgainst(budget, true);
        CompletableFuture<Proven<MvccReader.ReadOutcome>> read;
        if (query.range().isSingle()) {
            read = context.requests().read(query, options, call.deadline());
        } else {
            read = rangeReads.submit(
                    options, call.deadline(), () -> context.requests().readState(query));
        }
        read.whenComplete((answer, failure) -> {
            if (failure != null) {
                call.fail(failure);
            } else {
                finishRange(call, answer.value(), answer.proof());
            }
        });
    }

    private void finishRange(UnaryCall<RangeResponse> call, MvccReader.ReadOutcome outcome, ReadProof proof) {
        if (outcome instanceof MvccReader.Found found) {
            call.read(found.revision(), proof);
            call.answerEncoded(found, encoder::range);
        } else if (outcome instanceof MvccReader.Compacted) {
            call.fail(EtcdError.COMPACTED);
        } else if (outcome instanceof MvccReader.Future) {
            call.fail(EtcdError.FUTURE_REVISION);
        } else {
            call.fail(new IllegalStateException("A read completed with nothing"));
        }
    }

    @Override
    public void put(PutRequest request, StreamObserver<PutResponse> observer) {
        UnaryCall<PutResponse> call = context.begin(observer, putMeter);
        int bytes = request.getSerializedSize();
        EtcdError error = firstOf(RequestRules.check(request), bytes);
        if (error != null) {
            call.fail(error);
            return;
        }
        if (request.getPrevKv() && !mayAnswerAtLength(call)) {
            return;
        }
        write(call, RequestDecoder.put(request), bytes, outcome -> encoder.put((Outcome.PutDone) outcome));
    }

    @Override
    public void deleteRange(DeleteRangeRequest request, StreamObserver<DeleteRangeResponse> observer) {
        UnaryCall<DeleteRangeResponse> call = context.begin(observer, deleteMeter);
        int bytes = request.getSerializedSize();
        EtcdError error = firstOf(RequestRules.check(request), bytes);
        if (error != null) {
            call.fail(error);
            return;
        }
        if (request.getPrevKv() && !mayAnswerAtLength(call)) {
            return;
        }
        write(
                call,
                RequestDecoder.deleteRange(request),
                bytes,
                outcome -> encoder.deleteRange((Outcome.DeleteRangeDone) outcome));
    }

    @Override
    public void txn(TxnRequest request, StreamObserver<TxnResponse> observer) {
        UnaryCall<TxnResponse> call = context.begin(observer, txnMeter);
        EtcdError error = RequestRules.check(request, context.limits().maxTxnOperations());
        if (error != null) {
            call.fail(error);
        } else if (ReadOnlyTxn.is(request)) {
            readOnlyTxn(call, request);
        } else {
            writeTxn(call, request);
        }
    }

    private void readOnlyTxn(UnaryCall<TxnResponse> call, TxnRequest request) {
        ReadOptions options = RequestOptions.current().reading(ReadOnlyTxn.isSerializable(request));
        call.countAgainst(budget, true);
        Command.Txn txn = RequestDecoder.txn(request);
        rangeReads
                .submit(options, call.deadline(), () -> ReadOnlyTxn.evaluate(context.requests(), txn, call.deadline()))
                .whenComplete((answer, failure) -> {
                    if (failure != null) {
                        call.fail(failure);
                        return;
                    }
                    Outcome outcome = answer.value();
                    call.read(outcome.revision(), answer.proof());
                    call.finish(outcome, null, done -> encoder.txn((Outcome.TxnDone) done));
                });
    }

    private void writeTxn(UnaryCall<TxnResponse> call, TxnRequest request) {
        int bytes = request.getSerializedSize();
        if (context.limits().refuses(bytes)) {
            call.fail(EtcdError.REQUEST_TOO_LARGE);
            return;
        }
        if (mayAnswerAtLength(call)) {
            write(call, RequestDecoder.txn(request), bytes, outcome -> encoder.txn((Outcome.TxnDone) outcome));
        }
    }

    /** A write whose answer may be large is refused before it is done, or else answered. */
    private boolean mayAnswerAtLength(UnaryCall<?> call) {
        if (budget.isFull()) {
            call.fail(EtcdError.TOO_MANY_REQUESTS);
            return false;
        }
        call.countAgainst(budget, false);
        return true;
    }

    @Override
    public void compact(CompactionRequest request, StreamObserver<CompactionResponse> observer) {
        UnaryCall<CompactionResponse> call = context.begin(observer, compactMeter);
        Command.Compact command = new Command.Compact(request.getRevision(), request.getPhysical());
        long patience = context.clientPatience(PHYSICAL_COMPACTION_NANOS);
        propose(call, command, request.getSerializedSize())
                .thenCompose(done -> done.outcome() instanceof Outcome.CompactDone && request.getPhysical()
                        ? awaitPhysical(done, request.getRevision(), patience)
                        : CompletableFuture.completedFuture(done))
                .whenComplete((done, failure) -> call.finish(done, failure, this::compacted));
    }

    /** As etcd, with the revision of now; this node may not have applied the compaction itself yet. */
    private CompactionResponse compacted(Outcome outcome) {
        Outcome.CompactDone done = (Outcome.CompactDone) outcome;
        return encoder.compact(Math.max(done.revision(), presentRevision()));
    }

    private long presentRevision() {
        try {
            return context.requests().revision();
        } catch (LocalState.Unavailable e) {
            // A snapshot is just replacing the state; the compaction is done all the same.
            return 0;
        }
    }

    private CompletableFuture<Committed> awaitPhysical(Committed done, long revision, long patience) {
        return context.requests()
                .awaitPhysicalCompaction(revision, context.clock().monotonicNanos() + patience)
                .thenApply(gone -> done);
    }

    /** An error that was found, or else one about the size: etcd looks at the size last. */
    private @Nullable EtcdError firstOf(@Nullable EtcdError found, int bytes) {
        if (found != null) {
            return found;
        }
        return context.limits().refuses(bytes) ? EtcdError.REQUEST_TOO_LARGE : null;
    }

    private <T extends MessageLite> void write(
            UnaryCall<T> call, Command command, int bytes, Function<Outcome, T> encode) {
        propose(call, command, bytes).whenComplete((done, failure) -> call.finish(done, failure, encode));
    }

    private CompletableFuture<Committed> propose(UnaryCall<?> call, Command command, int bytes) {
        Request request = new Request(RequestOptions.current().stamp(), command);
        return context.requests().write(request, bytes, call.deadline());
    }
}
