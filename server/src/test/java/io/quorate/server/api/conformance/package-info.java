/**
 * Compares the API with a real etcd: requests with the answers etcd gave are checked in and replayed by the build; a
 * differential tester sends random requests to an etcd and a Quorate side by side.
 */
@NullMarked
package io.quorate.server.api.conformance;

import org.jspecify.annotations.NullMarked;
