package io.quorate.jepsen.checker;

import io.quorate.jepsen.core.History;

/** Judges a history by one kind of promise. A history without operations of its kind is a PASS with 0 checked. */
public interface Checker {
    String name();

    CheckResult check(History history);
}
