@NullMarked
package io.quorate.client.cli.status;

import org.jspecify.annotations.NullMarked;
