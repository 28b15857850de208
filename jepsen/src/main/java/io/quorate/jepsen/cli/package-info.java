/** {@code quorate jepsen ...}. Reads options and prints lines, nothing more. May import every room. */
@NullMarked
package io.quorate.jepsen.cli;

import org.jspecify.annotations.NullMarked;
