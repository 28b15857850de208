package io.quorate.jepsen.checker.floor;

import io.quorate.jepsen.checker.CheckResult;
import io.quorate.jepsen.checker.Checker;
import io.quorate.jepsen.checker.Findings;
import io.quorate.jepsen.checker.Ops;
import io.quorate.jepsen.core.FaultRecord;
import io.quorate.jepsen.core.FaultStatus;
import io.quorate.jepsen.core.History;
import io.quorate.jepsen.core.Op;
import java.util.ArrayList;
import java.util.List;

/** A run in which little was done or little was broken shows nothing, however clean it is. */
public final class Floor implements Checker {
    private final long leastAnswered;
    private final double leastRatio;
    private final int leastFaults;

    /**
     * @param leastAnswered operations that have to be answered, refused comparisons included
     * @param leastRatio share of the operations outside of faults that has to be answered
     * @param leastFaults faults that have to be installed, by their effect
     */
    public Floor(long leastAnswered, double leastRatio, int leastFaults) {
        this.leastAnswered = leastAnswered;
        this.leastRatio = leastRatio;
        this.leastFaults = leastFaults;
    }

    @Override
    public String name() {
        return "worth";
    }

    @Override
    public CheckResult check(History history) {
        Findings findings = new Findings(name());
        long answered = history.ops().stream().filter(Ops::isServed).count();
        if (answered < leastAnswered) {
            findings.broken(
                    "too-few-answers", () -> answered + " operations were answered; " + leastAnswered + " must be");
        }
        long installed = history.faults().stream()
                .filter(fault -> fault.status() == FaultStatus.INSTALLED)
                .count();
        if (installed < leastFaults) {
            findings.broken("too-few-faults", () -> installed + " faults were installed; " + leastFaults + " must be");
        }
        calm(history, findings);
        findings.figure("answered", answered);
        findings.figure("faults installed", installed);
        return findings.result(history.ops().size());
    }

    private void calm(History history, Findings findings) {
        List<FaultRecord> spells = spells(history);
        long calm = 0;
        long answered = 0;
        int next = 0;
        for (Op op : history.ops()) {
            while (next < spells.size() && spells.get(next).healedNanos() < op.calledNanos()) {
                next++;
            }
            boolean during = next < spells.size() && spells.get(next).installedNanos() <= op.returnedNanos();
            calm += during ? 0 : 1;
            answered += !during && Ops.isServed(op) ? 1 : 0;
        }
        double ratio = calm == 0 ? 0 : (double) answered / calm;
        if (calm == 0 && leastRatio > 0) {
            findings.unsure("never-calm", () -> "There was no operation outside of faults");
        } else if (ratio < leastRatio) {
            findings.broken(
                    "too-low-ratio",
                    () -> "Outside of faults a share of " + ratio + " was answered; " + leastRatio + " must be");
        }
        findings.figure("operations outside of faults", calm);
        findings.figure("share answered outside of faults", ratio);
    }

    /** Times of faults, joined where they overlap, in order. */
    private static List<FaultRecord> spells(History history) {
        List<FaultRecord> spells = new ArrayList<>();
        for (FaultRecord fault : history.faults()) {
            if (fault.status() == FaultStatus.SKIPPED) {
                continue;
            }
            int last = spells.size() - 1;
            if (last >= 0 && spells.get(last).healedNanos() >= fault.installedNanos()) {
                FaultRecord before = spells.remove(last);
                long healed = Math.max(before.healedNanos(), fault.healedNanos());
                spells.add(spell(before.installedNanos(), healed, fault));
            } else {
                spells.add(fault);
            }
        }
        return spells;
    }

    private static FaultRecord spell(long from, long to, FaultRecord like) {
        return new FaultRecord(like.kind(), like.roles(), like.nodes(), like.status(), like.detail(), from, to);
    }
}
