@NullMarked
package io.quorate.jepsen.disk;

import org.jspecify.annotations.NullMarked;
