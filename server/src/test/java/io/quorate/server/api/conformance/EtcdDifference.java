package io.quorate.server.api.conformance;

import io.grpc.ManagedChannel;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Sends the same random requests to two fresh servers and compares their answers: {@code EtcdDifference HOST:PORT
 * HOST:PORT SEED COUNT}. Ends with 1 at the first difference, which it prints with the requests just before it.
 */
public final class EtcdDifference {
    private static final int SHOWN_BEFORE = 5;

    private final EtcdEndpoint left;
    private final EtcdEndpoint right;

    public EtcdDifference(EtcdEndpoint left, EtcdEndpoint right) {
        this.left = left;
        this.right = right;
    }

    public static void main(String[] args) {
        ManagedChannel left = EtcdEndpoint.channelTo(args[0]);
        ManagedChannel right = EtcdEndpoint.channelTo(args[1]);
        boolean same;
        try {
            EtcdDifference difference = new EtcdDifference(new EtcdEndpoint(left), new EtcdEndpoint(right));
            same = difference.isNone(Long.parseLong(args[2]), Integer.parseInt(args[3]), System.out);
        } finally {
            left.shutdownNow();
            right.shutdownNow();
        }
        System.exit(same ? 0 : 1);
    }

    /** Whether all answers are the same; says so on {@code out}, or where they part. */
    boolean isNone(long seed, int count, PrintStream out) {
        RandomRequests requests = new RandomRequests(seed);
        Deque<String> before = new ArrayDeque<>();
        int failed = 0;
        for (int i = 1; i <= count; i++) {
            EtcdRequest request = requests.next();
            String one = left.answer(request);
            String other = right.answer(request);
            if (!one.equals(other)) {
                out.println("seed " + seed + ", request " + i + ": answers differ");
                before.forEach(out::println);
                out.println("> " + request + "\n left: " + one + "\nright: " + other);
                return false;
            }
            failed += one.startsWith("OK ") ? 0 : 1;
            before.add("> " + request + "\n< " + one);
            if (before.size() > SHOWN_BEFORE) {
                before.remove();
            }
        }
        out.println("seed " + seed + ": " + count + " requests, same answers, " + failed + " of them errors");
        return true;
    }
}
