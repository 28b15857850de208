@NullMarked
package io.quorate.jepsen.cluster.process;

import org.jspecify.annotations.NullMarked;
