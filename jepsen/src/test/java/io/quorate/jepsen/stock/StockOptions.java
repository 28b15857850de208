package io.quorate.jepsen.stock;

import java.time.Duration;
import java.util.Collections;
import java.util.List;

/**
 * How servers are set up; whatever is not named here is as Ratis has it.
 *
 * @param lease whether leaders read under Ratis' lease, which is 0.9 of {@code shortest}
 * @param shortest election timeout of all of them: what the lease rests on
 * @param longest election timeout of each: only how soon it stands for election, and how soon it gives up leading
 */
record StockOptions(boolean lease, Duration shortest, List<Duration> longest) {
    StockOptions {
        longest = List.copyOf(longest);
    }

    /** All alike. */
    static StockOptions alike(boolean lease, int servers, Duration shortest, Duration longest) {
        return new StockOptions(lease, shortest, Collections.nCopies(servers, longest));
    }

    int servers() {
        return longest.size();
    }
}
