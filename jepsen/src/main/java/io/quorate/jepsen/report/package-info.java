/**
 * What a person opens after a run, and what a machine reads: {@code report.html}, {@code run.json}, and an index over
 * many runs. Everything is a pure function of a {@link io.quorate.jepsen.report.RunReport}: it holds the history and
 * the verdicts, and the figures are counted here. Texts that come from outside reach a page only as JSON that its
 * scripts put into text nodes. May import {@code core}, {@code checker} and {@code cluster}'s values; one thread.
 */
@NullMarked
package io.quorate.jepsen.report;

import org.jspecify.annotations.NullMarked;
