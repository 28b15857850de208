@NullMarked
package io.quorate.client.relay;

import org.jspecify.annotations.NullMarked;
