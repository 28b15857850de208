package io.quorate.jepsen.workload;

import com.google.protobuf.ByteString;
import io.quorate.jepsen.core.Elements;
import io.quorate.jepsen.core.WorkloadKind;
import java.util.Locale;

/**
 * How keys and values of a run are written in the store: readable, for who looks at a failed run's data. Runs do not
 * share keys.
 */
final class Keys {
    private final String run;

    Keys(String run) {
        this.run = run;
    }

    ByteString key(WorkloadKind workload, int key) {
        return ByteString.copyFromUtf8(prefix(workload) + key);
    }

    ByteString element(int set, long element) {
        return ByteString.copyFromUtf8(prefix(WorkloadKind.SET) + set + "/" + element);
    }

    /** All elements of a set lie from here up to {@link #setEnd}. */
    ByteString setStart(int set) {
        return ByteString.copyFromUtf8(prefix(WorkloadKind.SET) + set + "/");
    }

    ByteString setEnd(int set) {
        return ByteString.copyFromUtf8(prefix(WorkloadKind.SET) + set + "0");
    }

    static long elementOf(ByteString key) {
        String text = key.toStringUtf8();
        return Long.parseLong(text.substring(text.lastIndexOf('/') + 1));
    }

    private String prefix(WorkloadKind workload) {
        return "jepsen/" + run + "/" + workload.name().toLowerCase(Locale.ROOT) + "/";
    }

    static ByteString value(long value) {
        return ByteString.copyFromUtf8(Long.toString(value));
    }

    static long valueOf(ByteString value) {
        return Long.parseLong(value.toStringUtf8());
    }

    static ByteString list(Elements before, long... appended) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < before.size(); i++) {
            text.append(before.at(i)).append(' ');
        }
        for (long each : appended) {
            text.append(each).append(' ');
        }
        return ByteString.copyFromUtf8(text.toString().trim());
    }

    static Elements listOf(ByteString value) {
        String text = value.toStringUtf8();
        if (text.isEmpty()) {
            return Elements.NONE;
        }
        String[] words = text.split(" ", -1);
        long[] values = new long[words.length];
        for (int i = 0; i < words.length; i++) {
            values[i] = Long.parseLong(words[i]);
        }
        return Elements.of(values);
    }
}
