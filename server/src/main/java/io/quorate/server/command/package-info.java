/**
 * Owns: the vocabulary of the log: commands, outcomes, rejections, and the codec between them and bytes. Invariants:
 * decoding is strict and total; a format version once released decodes for ever. Threads: any, everything is immutable.
 * Imports: common and the generated internal formats (the codec only).
 */
@NullMarked
package io.quorate.server.command;

import org.jspecify.annotations.NullMarked;
