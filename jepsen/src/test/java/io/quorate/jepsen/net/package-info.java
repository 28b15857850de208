@NullMarked
package io.quorate.jepsen.net;

import org.jspecify.annotations.NullMarked;
