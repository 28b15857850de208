package io.quorate.jepsen.core;

import java.util.List;

/**
 * What an answer showed. All of it is nothing ({@link #NOTHING}) unless the outcome is OK, but for a CAS that was
 * refused because the key held something else: that has FAIL and shows what the key held.
 *
 * @param value of the key, 0 when it is absent; of READ and refused CAS
 * @param modRevision of the key as seen, or as written by WRITE, CAS and ADD; 0 when it is absent or not told
 * @param version of the key as seen, or as written where the answer tells it; 0 when it is absent or not told
 * @param micros TXN: as asked, reads with what they saw
 * @param elements READ_ALL: all elements
 */
public record Seen(long value, long modRevision, long version, List<Micro> micros, Elements elements) {
    public static final Seen NOTHING = new Seen(0, 0, 0, List.of(), Elements.NONE);

    public Seen {
        micros = List.copyOf(micros);
    }

    public static Seen key(long value, long modRevision, long version) {
        return new Seen(value, modRevision, version, List.of(), Elements.NONE);
    }

    public static Seen micros(List<Micro> micros) {
        return new Seen(0, 0, 0, micros, Elements.NONE);
    }

    public static Seen elements(Elements elements) {
        return new Seen(0, 0, 0, List.of(), elements);
    }
}
