package io.quorate.jepsen.checker;

import static io.quorate.jepsen.core.WorkloadKind.APPEND;

import io.quorate.jepsen.core.Elements;
import io.quorate.jepsen.core.Micro;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.Outcome;
import io.quorate.jepsen.core.Seen;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/** Defects of transactions on lists. */
final class ListMutants {
    private static final String ELLE = "strict-serializable";

    private ListMutants() {}

    static List<Mutant> all() {
        Mutant aborted = mutant("aborted read", "G1a", ListMutants::abortedRead);
        Mutant lost = mutant("lost append", "lost-append", ListMutants::lostAppend);
        Mutant internal = mutant("own append unseen", "internal", ListMutants::internal);
        Mutant stale = mutant("stale transaction", "G-single-realtime", ListMutants::staleTransaction)
                .orKinds("G-single-process", "G2-item-process", "G2-item-realtime");
        return List.of(
                aborted,
                aborted.alsoBy("revisions", "dirty-read"),
                aborted.alsoBy("durable", "refused-write-found"),
                mutant("intermediate read", "G1b", ListMutants::intermediate),
                mutant("fractured read", "G-single", ListMutants::fractured),
                stale,
                stale.alsoBy("revisions", "lost-append"),
                mutant("incompatible order", "incompatible-order", ListMutants::incompatible),
                internal,
                internal.alsoBy("revisions", "internal"),
                mutant("element twice in a list", "duplicate-elements", ListMutants::twice),
                lost,
                lost.alsoBy("revisions", "lost-append"),
                lost.alsoBy("durable", "lost-element"),
                Mutant.of("reordered appends", "revisions", "lost-append", APPEND, ListMutants::reordered)
                        .orKinds("reordered-append"),
                Mutant.of("list of a later revision", "revisions", "from-later-revision", APPEND, ListMutants::later));
    }

    private static Mutant mutant(String name, String kind, Predicate<Edit> plant) {
        return Mutant.of(name, ELLE, kind, APPEND, plant);
    }

    private static List<Op> transactions(Edit edit) {
        return edit.shuffled(op -> op.isOk() && op.workload() == APPEND);
    }

    /** Reads of one list at the end. */
    private static List<Op> lastReads(Edit edit) {
        return edit.shuffled(op -> op.isOk()
                && op.workload() == APPEND
                && edit.isFinal(op)
                && op.invocation().micros().size() == 1);
    }

    private static Op change(Op op, BiFunction<Integer, Micro, Micro> change) {
        List<Micro> micros = new ArrayList<>();
        for (int i = 0; i < op.seen().micros().size(); i++) {
            micros.add(change.apply(i, op.seen().micros().get(i)));
        }
        return Edit.with(op, Seen.micros(micros));
    }

    /** The same with another answer for every read of one list. */
    private static Op reading(Op op, int key, Function<Elements, long[]> change) {
        return change(
                op,
                (i, micro) -> micro.append() || micro.key() != key
                        ? micro
                        : Micro.read(key, Elements.of(change.apply(micro.read()))));
    }

    private static void everywhere(Edit edit, int key, Function<Elements, long[]> change) {
        edit.replaceAll(op -> op.isOk() && op.workload() == APPEND, op -> reading(op, key, change));
    }

    private static Micro only(Op op) {
        return op.seen().micros().get(0);
    }

    private static boolean abortedRead(Edit edit) {
        List<Op> refused =
                edit.shuffled(op -> op.workload() == APPEND && op.outcome() == Outcome.FAIL && Ops.writes(op));
        if (refused.isEmpty()) {
            return false;
        }
        Micro append = refused.get(0).invocation().micros().stream()
                .filter(Micro::append)
                .findFirst()
                .orElseThrow();
        List<Op> last = lastReads(edit);
        edit.replaceAll(last::contains, op -> reading(op, append.key(), read -> Edit.and(read, append.value())));
        return true;
    }

    /** A read of one list ends within the appends of another transaction. */
    private static boolean intermediate(Edit edit) {
        return KeyMutants.pair(transactions(edit), lastReads(edit), (writer, read) -> {
            int key = only(read).key();
            long[] own = appends(writer, key);
            if (own.length < 2) {
                return false;
            }
            Elements seen = only(read).read();
            int place = Arrays.stream(seen.toArray()).boxed().toList().indexOf(own[0]);
            edit.replace(read, reading(read, key, list -> Arrays.copyOf(list.toArray(), place + 1)));
            return true;
        });
    }

    private static long[] appends(Op op, int key) {
        return op.seen().micros().stream()
                .filter(micro -> micro.append() && micro.key() == key)
                .mapToLong(Micro::value)
                .toArray();
    }

    /** Of two lists that one transaction appended to, a later one shows only one with it. */
    private static boolean fractured(Edit edit) {
        List<Op> all = transactions(edit);
        return KeyMutants.pair(all, all, (writer, read) -> {
            List<Micro> micros = read.seen().micros();
            if (writer.equals(read) || micros.stream().anyMatch(Micro::append)) {
                return false;
            }
            List<Integer> shown = micros.stream()
                    .filter(micro -> Arrays.stream(appends(writer, micro.key()))
                            .anyMatch(value -> Edit.contains(micro.read(), value)))
                    .map(Micro::key)
                    .distinct()
                    .toList();
            if (shown.size() < 2) {
                return false;
            }
            int key = shown.get(0);
            long first = appends(writer, key)[0];
            edit.replace(read, reading(read, key, list -> before(list, first)));
            return true;
        });
    }

    private static long[] before(Elements list, long value) {
        return Arrays.stream(list.toArray()).takeWhile(each -> each != value).toArray();
    }

    /** A read at the end is without the last transaction that appended to the list. */
    private static boolean staleTransaction(Edit edit) {
        return KeyMutants.pair(lastReads(edit), transactions(edit), (read, writer) -> {
            Elements seen = only(read).read();
            long[] own = appends(writer, only(read).key());
            boolean holds = own.length > 0 && own[own.length - 1] == seen.at(seen.size() - 1);
            if (holds) {
                edit.replace(read, reading(read, only(read).key(), list -> before(list, own[0])));
            }
            return holds;
        });
    }

    private static boolean incompatible(Edit edit) {
        return lastReads(edit).stream().anyMatch(read -> {
            boolean holds = only(read).read().size() > 1;
            if (holds) {
                edit.replace(read, reading(read, only(read).key(), list -> swapped(list, list.size() - 2)));
            }
            return holds;
        });
    }

    private static long[] swapped(Elements list, int place) {
        long[] result = list.toArray();
        if (place >= 0 && place + 1 < result.length) {
            long kept = result[place];
            result[place] = result[place + 1];
            result[place + 1] = kept;
        }
        return result;
    }

    private static boolean internal(Edit edit) {
        return transactions(edit).stream().anyMatch(op -> {
            List<Micro> micros = op.seen().micros();
            for (int i = 1; i < micros.size(); i++) {
                Micro before = micros.get(i - 1);
                if (before.append()
                        && !micros.get(i).append()
                        && before.key() == micros.get(i).key()) {
                    int place = i;
                    edit.replace(
                            op,
                            change(
                                    op,
                                    (at, micro) -> at == place
                                            ? Micro.read(
                                                    micro.key(),
                                                    Elements.of(Edit.without(micro.read(), before.value())))
                                            : micro));
                    return true;
                }
            }
            return false;
        });
    }

    private static boolean twice(Edit edit) {
        return lastReads(edit).stream().anyMatch(read -> {
            Elements seen = only(read).read();
            boolean holds = seen.size() > 0;
            if (holds) {
                edit.replace(read, reading(read, only(read).key(), list -> Edit.and(list, list.at(0))));
            }
            return holds;
        });
    }

    private static boolean lostAppend(Edit edit) {
        return transactions(edit).stream().anyMatch(op -> {
            List<Micro> micros = op.seen().micros();
            Micro first = micros.get(0);
            boolean holds = micros.size() == 1 && first.append();
            if (holds) {
                everywhere(edit, first.key(), list -> Edit.without(list, first.value()));
            }
            return holds;
        });
    }

    /** Everybody sees two appends of two transactions in the wrong order. */
    private static boolean reordered(Edit edit) {
        List<Op> all = transactions(edit);
        return KeyMutants.pair(lastReads(edit), all, (read, writer) -> {
            int key = only(read).key();
            List<Long> seen = Arrays.stream(only(read).read().toArray()).boxed().toList();
            long[] own = appends(writer, key);
            int place = own.length == 0 ? -1 : seen.indexOf(own[own.length - 1]);
            if (place < 0 || place + 1 >= seen.size() || unknown(all, key, seen.get(place + 1))) {
                return false;
            }
            everywhere(edit, key, list -> swapped(list, place));
            return true;
        });
    }

    private static boolean unknown(List<Op> all, int key, long value) {
        return all.stream().noneMatch(op -> Arrays.stream(appends(op, key)).anyMatch(each -> each == value));
    }

    private static boolean later(Edit edit) {
        return KeyMutants.pair(lastReads(edit), transactions(edit), (read, writer) -> {
            boolean holds = appends(writer, only(read).key()).length > 0;
            if (holds) {
                edit.replace(read, Edit.at(read, writer.revision() - 1));
            }
            return holds;
        });
    }
}
