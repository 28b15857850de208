@NullMarked
package io.quorate.jepsen.clock;

import org.jspecify.annotations.NullMarked;
