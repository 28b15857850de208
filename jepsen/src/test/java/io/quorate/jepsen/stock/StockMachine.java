package io.quorate.jepsen.stock;

import io.quorate.jepsen.core.Action;
import io.quorate.jepsen.core.Completion;
import io.quorate.jepsen.core.Invocation;
import io.quorate.jepsen.core.Receipt;
import io.quorate.jepsen.core.Seen;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;

/**
 * Registers with revisions, in memory, from the log alone. A request is the numbers kind, key, value, expected; an
 * answer is whether it was done, the store's revision, and the key's value, revision and version.
 */
final class StockMachine extends BaseStateMachine {
    private static final long READ = 0;
    private static final long WRITE = 1;
    private static final long CAS = 2;

    private record Register(long value, long modRevision, long version) {
        static final Register ABSENT = new Register(0, 0, 0);
    }

    private final Map<Long, Register> registers = new ConcurrentHashMap<>();
    private volatile long revision = 1;

    static Message encode(Invocation invocation) {
        long kind = switch (invocation.action()) {
            case READ -> READ;
            case WRITE -> WRITE;
            case CAS -> CAS;
            case TXN, ADD, READ_ALL -> throw new IllegalArgumentException("not of registers: " + invocation);
        };
        return numbers(kind, invocation.key(), invocation.value(), invocation.expected());
    }

    /** What a client may conclude of an answer of this machine. */
    static Completion decode(Invocation invocation, Message answer, int node) {
        long[] numbers = numbers(answer.getContent().toStringUtf8());
        Receipt receipt = new Receipt(numbers[1], 0, node + 1);
        long shown = invocation.action() == Action.READ || numbers[0] == 0 ? numbers[2] : 0;
        Seen seen = Seen.key(shown, numbers[3], numbers[4]);
        return numbers[0] == 0 ? Completion.mismatch(seen, receipt) : Completion.ok(seen, receipt);
    }

    private static Message numbers(long... numbers) {
        return Message.valueOf(LongStream.of(numbers).mapToObj(Long::toString).collect(Collectors.joining(" ")));
    }

    private static long[] numbers(String text) {
        return Arrays.stream(text.split(" ")).mapToLong(Long::parseLong).toArray();
    }

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
        long[] request = numbers(
                transaction.getLogEntry().getStateMachineLogEntry().getLogData().toStringUtf8());
        Register register = registers.getOrDefault(request[1], Register.ABSENT);
        boolean done = request[0] != CAS || register.value == request[3];
        if (done) {
            long next = revision + 1;
            register = new Register(request[2], next, register.version + 1);
            registers.put(request[1], register);
            revision = next;
        }
        updateLastAppliedTermIndex(TermIndex.valueOf(transaction.getLogEntry()));
        return CompletableFuture.completedFuture(answer(done, register));
    }

    @Override
    public CompletableFuture<Message> query(Message request) {
        long key = numbers(request.getContent().toStringUtf8())[1];
        return CompletableFuture.completedFuture(answer(true, registers.getOrDefault(key, Register.ABSENT)));
    }

    private Message answer(boolean done, Register register) {
        return numbers(done ? 1 : 0, revision, register.value, register.modRevision, register.version);
    }
}
