package io.quorate.server.statemachine;

import io.quorate.server.common.Fault;

/** The store was written in a format that this program does not read: by another release. Nothing is wrong with it. */
public final class UnknownFormat extends Fault {
    private static final long serialVersionUID = 1L;

    UnknownFormat(String found, int read) {
        super("the store has format " + found + ", written by another release; this program reads format " + read);
    }
}
