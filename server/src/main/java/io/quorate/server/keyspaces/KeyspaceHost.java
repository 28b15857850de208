package io.quorate.server.keyspaces;

import io.quorate.server.common.GroupId;
import java.io.IOException;
import java.util.Collection;
import java.util.Set;

/** This node's replicas, as the reconciler opens and closes them. Only on the control thread; everything may block. */
public interface KeyspaceHost {
    /** What is open here. */
    Collection<KeyspaceSpec> open();

    /** Groups whose files are on this node's disk, open or not. */
    Set<GroupId> stored() throws IOException;

    /** Opens this node's replica; nothing is left of it when that fails. */
    void open(KeyspaceSpec spec) throws IOException;

    /** Takes over what may change of a keyspace that is open. */
    void change(KeyspaceSpec spec);

    /** Serves it no longer; requests under way end. Its files stay. */
    void close(KeyspaceSpec spec) throws IOException;

    /** Deletes the files of a group that is not open. */
    void delete(GroupId group) throws IOException;
}
