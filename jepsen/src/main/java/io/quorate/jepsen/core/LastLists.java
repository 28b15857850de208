package io.quorate.jepsen.core;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The longest list seen of each key. A list that is read again mostly begins with what was read before: only what is
 * new is written, and readers share what is equal.
 */
final class LastLists {
    private final Map<Long, Elements> lists = new HashMap<>();

    static long list(int keyspace, int key) {
        return ((long) keyspace << 34) + ((long) key << 1);
    }

    static long set(int keyspace, int key) {
        return list(keyspace, key) + 1;
    }

    void write(VarintOutput out, long list, Elements elements) {
        Elements last = lists.getOrDefault(list, Elements.NONE);
        int same = 0;
        int most = Math.min(last.size(), elements.size());
        while (same < most && last.at(same) == elements.at(same)) {
            same++;
        }
        out.number(same);
        out.number(elements.size() - same);
        long before = same == 0 ? 0 : elements.at(same - 1);
        for (int i = same; i < elements.size(); i++) {
            out.signed(elements.at(i) - before);
            before = elements.at(i);
        }
        remember(list, last, elements);
    }

    Elements read(VarintInput in, long list) {
        Elements last = lists.getOrDefault(list, Elements.NONE);
        int same = in.small();
        int more = in.count();
        if (same > last.size()) {
            throw new IllegalStateException("a list goes on from one that is shorter");
        }
        if (more == 0 && same == last.size()) {
            return last;
        }
        long[] values = Arrays.copyOf(last.toArray(), same + more);
        long before = same == 0 ? 0 : values[same - 1];
        for (int i = same; i < values.length; i++) {
            before += in.signed();
            values[i] = before;
        }
        Elements elements = Elements.of(values);
        remember(list, last, elements);
        return elements;
    }

    private void remember(long list, Elements last, Elements elements) {
        if (elements.size() >= last.size()) {
            lists.put(list, elements);
        }
    }
}
