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

/** Compares the whole state of all replicas, once they have applied the same entries. For a cluster at rest. */
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

    /** UNKNOWN when they did not come to the same position, or did not answer, within the patience. */
    CheckResult compare(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        String problem;
        do {
            List<StateHashResponse> hashes = new ArrayList<>();
            try {
                for (int node = 0; node < names.size(); node++) {
                    hashes.add(InspectionGrpc.newBlockingStub(watch.probe(node).channel())
                            .withDeadlineAfter(ONE_HASH.toNanos(), TimeUnit.NANOSECONDS)
                            .stateHash(StateHashRequest.getDefaultInstance()));
                }
                if (hashes.stream()
                                .map(StateHashResponse::getAppliedIndex)
                                .distinct()
                                .count()
                        == 1) {
                    return judge(hashes);
                }
                problem = "the replicas do not come to the same position: " + text(hashes);
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
