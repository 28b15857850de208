package io.quorate.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.proto.etcd.Member;
import io.quorate.proto.etcd.MemberListRequest;
import io.quorate.proto.etcd.MemberListResponse;
import io.quorate.proto.etcd.StatusRequest;
import io.quorate.proto.etcd.StatusResponse;
import io.quorate.server.common.NodeId;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ClusterServicesTest {
    private final FakeKeyspace keyspace = new FakeKeyspace();

    @Test
    void shouldListMembersWithTheIdsOfHeaders() throws IOException {
        try (ApiFixture api = new ApiFixture(keyspace)) {
            MemberListResponse response = api.cluster().memberList(MemberListRequest.getDefaultInstance());

            assertThat(response.getMembersList()).extracting(Member::getName).containsExactly("n1", "n2", "n3");
            assertThat(response.getMembers(0).getID())
                    .isEqualTo(response.getHeader().getMemberId());
            assertThat(response.getMembers(0).getClientURLs(0)).isEqualTo("http://127.0.0.1:2379");
            assertThat(response.getMembers(0).getPeerURLs(0)).isEqualTo("http://127.0.0.1:7379");
            assertThat(response.getMembers(1).getIsLearner()).isTrue();
            assertThat(response.getHeader().getRevision()).isZero();
            assertThat(keyspace.freshAsked).isZero();

            api.cluster()
                    .memberList(
                            MemberListRequest.newBuilder().setLinearizable(true).build());
            assertThat(keyspace.freshAsked).isEqualTo(1);
        }
    }

    @Test
    void shouldTellItsStatus() throws IOException {
        try (ApiFixture api = new ApiFixture(keyspace)) {
            StatusResponse status = api.maintenance().status(StatusRequest.getDefaultInstance());

            assertThat(status.getVersion()).matches("3\\.5\\.(1[3-9]|[2-9]\\d)");
            assertThat(status.getLeader()).isEqualTo(ApiFixture.IDENTITY.memberId(new NodeId("n2")));
            assertThat(status.getRaftTerm()).isEqualTo(3);
            assertThat(status.getRaftIndex()).isEqualTo(11);
            assertThat(status.getRaftAppliedIndex()).isEqualTo(10);
            assertThat(status.getDbSize()).isEqualTo(4096);
            assertThat(status.getIsLearner()).isFalse();
            assertThat(status.getErrorsList()).isEmpty();
            assertThat(status.getHeader().getRevision()).isEqualTo(7);

            keyspace.leader = null;
            StatusResponse leaderless = api.maintenance().status(StatusRequest.getDefaultInstance());
            assertThat(leaderless.getLeader()).isZero();
            assertThat(leaderless.getErrorsList()).containsExactly("etcdserver: no leader");
        }
    }

    @Test
    void shouldDeriveIdsFromNamesAlone() {
        ClusterIdentity one = ClusterIdentity.of("demo", new NodeId("n1"));

        assertThat(one).isEqualTo(ClusterIdentity.of("demo", new NodeId("n1")));
        assertThat(one.memberId(new NodeId("n2")))
                .isEqualTo(ClusterIdentity.of("demo", new NodeId("n2")).memberId())
                .isNotEqualTo(one.memberId());
        assertThat(ClusterIdentity.of("other", new NodeId("n1")).clusterId()).isNotEqualTo(one.clusterId());
        assertThat(ClusterIdentity.of("other", new NodeId("n1")).memberId()).isNotEqualTo(one.memberId());
        // Stored by clients: may never change.
        assertThat(Long.toHexString(one.clusterId())).isEqualTo("8cf0d671ec416201");
        assertThat(Long.toHexString(one.memberId())).isEqualTo("c00fbba940af33a2");
    }
}
