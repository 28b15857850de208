package io.quorate.server.bootstrap;

import io.quorate.server.replication.LeadershipListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes leadership news on to the keyspace, which is made after the replica that sends them; the keyspace's own sweep
 * makes up for news that came before.
 */
final class LeadershipRelay implements LeadershipListener {
    private static final Logger LOG = LoggerFactory.getLogger(LeadershipRelay.class);

    private volatile @Nullable LeadershipListener target;

    void to(LeadershipListener listener) {
        target = listener;
    }

    @Override
    public void leading(long term) {
        LOG.atInfo().addKeyValue("term", term).log("leads");
        LeadershipListener listener = target;
        if (listener != null) {
            listener.leading(term);
        }
    }

    @Override
    public void following() {
        LOG.atInfo().log("does not lead any more");
        LeadershipListener listener = target;
        if (listener != null) {
            listener.following();
        }
    }

    @Override
    public void leaderKnown() {
        LeadershipListener listener = target;
        if (listener != null) {
            listener.leaderKnown();
        }
    }
}
