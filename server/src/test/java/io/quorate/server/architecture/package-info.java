/**
 * Owns: the walls between the rooms, as tests (docs/architecture.md has the table, docs/style.md the reasons).
 * Invariants: exceptions stand in src/test/resources/architecture/exceptions.txt, with a reason each, and only get
 * fewer.
 */
@NullMarked
package io.quorate.server.architecture;

import org.jspecify.annotations.NullMarked;
