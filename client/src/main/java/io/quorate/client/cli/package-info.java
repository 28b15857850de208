/**
 * Owns: the {@code quorate} command line: commands, options, output formats, exit codes. Invariants: help and version
 * load no network code; every way to end has a code of {@link ExitCode}. Threads: the main thread; commands may block.
 * Imports: the SDK, picocli.
 */
@NullMarked
package io.quorate.client.cli;

import org.jspecify.annotations.NullMarked;
