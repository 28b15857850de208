package io.quorate.server.api;

import io.quorate.proto.etcd.ResponseHeader;
import io.quorate.server.request.KeyspaceRequests;

/** Makes the header that every response carries. */
final class ResponseHeaders {
    private final ClusterIdentity identity;
    private final KeyspaceRequests requests;

    /** Reads between two writes all have the same header; a race here only makes one twice. */
    private volatile ResponseHeader latest = ResponseHeader.getDefaultInstance();

    ResponseHeaders(ClusterIdentity identity, KeyspaceRequests requests) {
        this.identity = identity;
        this.requests = requests;
    }

    /** A full header with a revision. */
    ResponseHeader at(long revision) {
        long term = requests.term();
        ResponseHeader known = latest;
        if (known.getRevision() == revision && known.getRaftTerm() == term && known.getMemberId() != 0) {
            return known;
        }
        ResponseHeader made = withoutRevision(term).setRevision(revision).build();
        latest = made;
        return made;
    }

    /** As etcd's member list has it: no revision. */
    ResponseHeader withoutRevision() {
        return withoutRevision(requests.term()).build();
    }

    private ResponseHeader.Builder withoutRevision(long term) {
        return ResponseHeader.newBuilder()
                .setClusterId(identity.clusterId())
                .setMemberId(identity.memberId())
                .setRaftTerm(term);
    }

    /** As etcd's transactions put it on each operation's response. */
    static ResponseHeader ofOperation(long revision) {
        return ResponseHeader.newBuilder().setRevision(revision).build();
    }
}
