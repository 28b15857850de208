package io.quorate.server.storage.memory;

import io.quorate.server.storage.OrderedStore;
import io.quorate.server.storage.OrderedStoreContract;
import java.nio.file.Path;

class MemoryStoreTest implements OrderedStoreContract {
    @Override
    public OrderedStore openStore(Path directory) {
        return new MemoryStore();
    }
}
