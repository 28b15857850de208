package io.quorate.jepsen.run;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quorate.jepsen.checker.Anomaly;
import io.quorate.jepsen.checker.CheckResult;
import io.quorate.jepsen.checker.Verdict;
import io.quorate.proto.v1.InspectionGrpc;
import io.quorate.proto.v1.StateHashRequest;
import io.quorate.proto.v1.StateHashResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * Compares the whole state of all replicas, once they have applied the same entries, or hold the same at different
 * positions: a log may go on growing while nobody writes, by entries that change nothing, as the ones that a leader
 * whose lease has run out answers its followers by. For a cluster at rest.
 */
final class ReplicaHashes {
    static final String NAME = "replica-hash";

    private static final Duration ONE_HASH = Duration.ofSeconds(20);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final StatusWatch watch;
    private final List<String> names;

    ReplicaHashes(StatusWatch watch, List<String> names) {
        this.watch = watch;
        this.names = names;
    }

    /**
     * Compares each of the keyspaces. UNKNOWN when the replicas of one did not come to the same position, or did not
     * answer, within the patience for each.
     */
    CheckResult compare(List<String> keyspaces, Duration patience) {
        if (keyspaces.size() == 1) {
            return compare(keyspaces.get(0), patience);
        }
        Verdict verdict = Verdict.PASS;
        long checked = 0;
        List<Anomaly> anomalies = new ArrayList<>();
        Map<String, Number> figures = new LinkedHashMap<>();
        for (String keyspace : keyspaces) {
            CheckResult one = compare(keyspace, patience);
            verdict = verdict.worse(one.verdict());
            checked += one.checked();
            one.anomalies()
                    .forEach(each -> anomalies.add(
                            new Anomaly(each.kind(), "In keyspace " + keyspace + ": " + each.story(), each.ops())));
            one.figures().forEach((figure, value) -> figures.put(keyspace + ": " + figure, value));
        }
        return new CheckResult(NAME, verdict, checked, anomalies, figures);
    }

    private CheckResult compare(String keyspace, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        String problem;
        String atFirst = "";
        int looks = 0;
        do {
            looks++;
            List<StateHashResponse> hashes = new ArrayList<>();
            try {
                for (int node = 0; node < names.size(); node++) {
                    hashes.add(InspectionGrpc.newBlockingStub(
                                    watch.probe(node).in(keyspace).channel())
                            .withDeadlineAfter(ONE_HASH.toNanos(), TimeUnit.NANOSECONDS)
                            .stateHash(StateHashRequest.getDefaultInstance()));
                }
                if (isAlike(hashes, StateHashResponse::getAppliedIndex)
                        || (isAlike(hashes, StateHashResponse::getDefinition)
                                && isAlike(hashes, StateHashResponse::getHash))) {
                    return judge(hashes);
                }
                atFirst = looks == 1 ? text(hashes) : atFirst;
                // Who stands still, and who does not, tells a replica that hangs from a log that still grows.
                problem = "the replicas do not come to the same position: " + text(hashes) + "; at the first of "
                        + looks + " looks " + atFirst;
            } catch (StatusRuntimeException e) {
                problem = names.get(hashes.size()) + " does not tell its hash: " + e.getStatus();
                if (e.getStatus().getCode() == Status.Code.UNIMPLEMENTED) {
                    break;
                }
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        } while (System.nanoTime() - end < 0);
        return new CheckResult(NAME, Verdict.UNKNOWN, 0, List.of(new Anomaly("no-hash", problem, List.of())), Map.of());
    }

    private static boolean isAlike(List<StateHashResponse> hashes, Function<StateHashResponse, Object> of) {
        return hashes.stream().map(of).distinct().count() == 1;
    }

    private CheckResult judge(List<StateHashResponse> hashes) {
        Map<String, Number> figures = new LinkedHashMap<>();
        figures.put("applied index", hashes.get(0).getAppliedIndex());
        if (hashes.stream().map(StateHashResponse::getDefinition).distinct().count() > 1) {
            Anomaly anomaly = new Anomaly("no-hash", "the nodes define the hash differently", List.of());
            return new CheckResult(NAME, Verdict.UNKNOWN, 0, List.of(anomaly), figures);
        }
        if (hashes.stream().map(StateHashResponse::getHash).distinct().count() > 1) {
            Anomaly anomaly = new Anomaly(
                    "replicas-differ",
                    "at one position the replicas hold different states: " + text(hashes),
                    List.of());
            return new CheckResult(NAME, Verdict.FAIL, names.size(), List.of(anomaly), figures);
        }
        return new CheckResult(NAME, Verdict.PASS, names.size(), List.of(), figures);
    }

    private String text(List<StateHashResponse> hashes) {
        List<String> words = new ArrayList<>();
        for (int node = 0; node < hashes.size(); node++) {
            StateHashResponse hash = hashes.get(node);
            words.add(names.get(node) + " " + Long.toHexString(hash.getHash()) + " at " + hash.getAppliedTerm() + "/"
                    + hash.getAppliedIndex());
        }
        return String.join(", ", words);
    }
}
