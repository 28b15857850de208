package io.quorate.server.api;

import io.quorate.server.common.NodeId;
import java.util.List;

/** A node as etcd's member list shows it; the URLs are {@code http://host:port}. */
public record Member(NodeId node, List<String> peerUrls, List<String> clientUrls, boolean learner) {}
