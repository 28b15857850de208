/** A small etcd in memory, for tests: real wire, real connections, failures on demand. */
@NullMarked
package io.quorate.client.fake;

import org.jspecify.annotations.NullMarked;
