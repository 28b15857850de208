/**
 * Owns: the checks on files as files (TidyTest) and on the launcher. Invariants: exceptions are listed with a reason
 * and only get fewer. Threads: the test's own.
 */
@NullMarked
package io.quorate.docs;

import org.jspecify.annotations.NullMarked;
