package io.quorate.server.api;

import io.grpc.BindableService;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.quorate.server.admin.OperatorRequests;
import io.quorate.server.api.interceptor.MetadataInterceptor;
import io.quorate.server.api.receipt.ReceiptInterceptor;
import io.quorate.server.common.NodeClock;
import io.quorate.server.common.metrics.Metrics;
import io.quorate.server.request.KeyspaceRequests;
import java.util.List;

/** etcd's services over one keyspace, and the few of our own, ready to be bound to a port. */
public final class EtcdApi {
    /** The etcd release whose behaviour this node shows, as it tells its clients. */
    public static final String ETCD_VERSION = MaintenanceService.ETCD_VERSION;

    private final KeyspaceRequests requests;
    private final ApiLimits limits;
    private final List<BindableService> services;

    /**
     * @param operator the same keyspace, for its operators
     * @param budgets of the node, shared by all its keyspaces
     */
    public EtcdApi(
            KeyspaceRequests requests,
            OperatorRequests operator,
            Membership membership,
            ApiLimits limits,
            NodeBudgets budgets,
            NodeClock clock,
            Metrics metrics) {
        this.requests = requests;
        this.limits = limits;
        ServiceContext context = new ServiceContext(
                requests, new ResponseHeaders(membership.identity(), requests), limits, clock, metrics);
        RangeReads rangeReads = new RangeReads(requests, budgets, clock);
        this.services = List.of(
                new KvService(context, rangeReads, budgets.responses()),
                new ClusterService(context, membership),
                new MaintenanceService(context, membership, operator),
                new InspectionService(context, operator));
    }

    /** The services, which understand request metadata and give a receipt with every reply. */
    public List<ServerServiceDefinition> services(ReceiptInterceptor receipts) {
        MetadataInterceptor metadata =
                new MetadataInterceptor(() -> requests.status().leader() != null, limits.maxStaleness());
        return services.stream()
                .map(service -> ServerInterceptors.interceptForward(service, receipts, metadata))
                .toList();
    }
}
