package io.quorate.client;

import java.util.List;

/**
 * A node of the cluster.
 *
 * @param id unsigned
 */
public record Member(long id, String name, List<String> peerUrls, List<String> clientUrls, boolean learner) {}
