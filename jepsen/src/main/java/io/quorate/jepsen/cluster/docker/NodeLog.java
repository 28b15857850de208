package io.quorate.jepsen.cluster.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Appends what one run of a container prints to the node's log; on a thread of the engine's client. */
final class NodeLog extends ResultCallback.Adapter<Frame> {
    private final OutputStream out;

    NodeLog(Path file) throws IOException {
        this.out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Override
    public void onNext(Frame frame) {
        try {
            // Not buffered: it can be read at once.
            out.write(frame.getPayload());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write a node's log", e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            super.close();
        } finally {
            out.close();
        }
    }
}
