package io.quorate.jepsen.nemesis;

import java.time.Duration;

/** Of a store that has none. */
final class NoKeyspaces implements Keyspaces {
    private static FaultSkipped none() {
        return new FaultSkipped("this store has no keyspaces");
    }

    @Override
    public String home(String keyspace) throws FaultSkipped {
        throw none();
    }

    @Override
    public void changeHome(String keyspace, String home) throws FaultSkipped {
        throw none();
    }

    @Override
    public boolean switchTo(String keyspace, String place, Duration patience) throws FaultSkipped {
        throw none();
    }

    @Override
    public void create(int node, String keyspace) throws FaultSkipped {
        throw none();
    }

    @Override
    public void drop(String keyspace) throws FaultSkipped {
        throw none();
    }

    @Override
    public boolean isListed(int node, String keyspace) throws FaultSkipped {
        throw none();
    }

    @Override
    public long put(int node, String keyspace, String key, String value) throws FaultSkipped {
        throw none();
    }

    @Override
    public String read(int node, String keyspace, String key) throws FaultSkipped {
        throw none();
    }

    @Override
    public boolean isRefused(int node, String keyspace) throws FaultSkipped {
        throw none();
    }
}
