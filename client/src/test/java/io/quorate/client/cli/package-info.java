/** Tests of the command line, as its users see it. */
@NullMarked
package io.quorate.client.cli;

import org.jspecify.annotations.NullMarked;
