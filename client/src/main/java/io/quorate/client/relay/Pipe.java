package io.quorate.client.relay;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * One direction of one connection: bytes are read from one socket, held for as long as the link says, and written to
 * the other, never out of order. The end of the stream, and a reset, wait in the same queue as bytes.
 */
final class Pipe {
    /** What may happen to the two sockets beyond bytes. */
    interface Ends {
        /** The node that this pipe's bytes come from has closed, and all it sent has been written. */
        void finished(Pipe pipe);

        /** That node has reset the connection, and it is time that the other one learns of it. */
        void broken(Pipe pipe);

        /** The node that this pipe's bytes go to does not take them any more. */
        void refused(Pipe pipe);

        /** Pump this pipe again at that time. */
        void wakeAt(Pipe pipe, long nanos);
    }

    private enum Kind {
        BYTES,
        END,
        RESET
    }

    private record Held(Kind kind, ByteBuffer bytes, long dueNanos) {}

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Link link;
    private final boolean counted;
    private final SocketChannel source;
    private final SocketChannel sink;
    private final Ends ends;
    private final Deque<Held> queue = new ArrayDeque<>();
    private long heldBytes;
    private long lastDueNanos;
    private boolean sourceEnded;
    private boolean sourceBroken;
    private boolean sinkBlocked;
    private boolean closed;

    /** Everything that a pipe is made of; {@code counted} says whether the link counts its bytes. */
    Pipe(Link link, boolean counted, SocketChannel source, SocketChannel sink, Ends ends) {
        this.link = link;
        this.counted = counted;
        this.source = source;
        this.sink = sink;
        this.ends = ends;
        this.lastDueNanos = Long.MIN_VALUE;
    }

    Link link() {
        return link;
    }

    boolean wantsRead() {
        return !closed && !sourceEnded && !link.condition().drops() && heldBytes < link.mostHeld();
    }

    boolean wantsWrite() {
        return !closed && sinkBlocked && !link.condition().drops();
    }

    /** The source has bytes. */
    void read(ByteBuffer scratch, long nowNanos) {
        int count;
        scratch.clear();
        try {
            count = source.read(scratch);
        } catch (IOException e) {
            sourceBroke(nowNanos);
            return;
        }
        if (count < 0) {
            sourceEnded = true;
            hold(Kind.END, NOTHING, nowNanos);
        } else if (count > 0) {
            scratch.flip();
            if (queue.isEmpty() && link.isPlain() && !passAtOnce(scratch)) {
                return;
            }
            if (scratch.hasRemaining()) {
                ByteBuffer copy = ByteBuffer.allocate(scratch.remaining());
                copy.put(scratch).flip();
                hold(Kind.BYTES, copy, nowNanos);
            }
        }
        pump(nowNanos);
    }

    /** The node that the bytes come from is gone without goodbye; the other learns it after what was sent before. */
    void sourceBroke(long nowNanos) {
        if (!closed && !sourceBroken) {
            sourceBroken = true;
            sourceEnded = true;
            hold(Kind.RESET, NOTHING, nowNanos);
            pump(nowNanos);
        }
    }

    private void hold(Kind kind, ByteBuffer bytes, long nowNanos) {
        lastDueNanos = Math.max(lastDueNanos, link.dueNanos(nowNanos));
        queue.add(new Held(kind, bytes, lastDueNanos));
        heldBytes += bytes.remaining();
    }

    /** False when the sink is gone. */
    private boolean passAtOnce(ByteBuffer bytes) {
        try {
            count(sink.write(bytes));
            return true;
        } catch (IOException e) {
            sinkBroke();
            return false;
        }
    }

    private void count(int bytes) {
        if (counted) {
            link.delivered(bytes);
        }
    }

    private void sinkBroke() {
        close();
        ends.refused(this);
    }

    /** No more bytes by this pipe. */
    void close() {
        closed = true;
        queue.clear();
        heldBytes = 0;
    }

    /** The link's condition has changed: nothing has to wait longer than it does now. */
    void conditionChanged(long nowNanos) {
        long latest = nowNanos + link.condition().latestNanos();
        List<Held> all = new ArrayList<>(queue);
        queue.clear();
        all.forEach(held -> queue.add(new Held(held.kind(), held.bytes(), Math.min(held.dueNanos(), latest))));
        lastDueNanos = Math.min(lastDueNanos, latest);
        pump(nowNanos);
    }

    /** Writes what is due. */
    void pump(long nowNanos) {
        sinkBlocked = false;
        while (!closed && !sinkBlocked && !queue.isEmpty() && !link.condition().drops()) {
            Held head = queue.element();
            if (head.dueNanos() - nowNanos > 0) {
                ends.wakeAt(this, head.dueNanos());
                return;
            }
            if (head.kind() == Kind.RESET) {
                close();
                ends.broken(this);
            } else if (head.kind() == Kind.END) {
                queue.remove();
                ends.finished(this);
            } else if (!writeSome(head.bytes(), nowNanos)) {
                return;
            } else if (!head.bytes().hasRemaining()) {
                queue.remove();
            }
        }
    }

    /** False when it has to wait for tokens, or the sink is gone. */
    private boolean writeSome(ByteBuffer bytes, long nowNanos) {
        TokenBucket bucket = link.bucket();
        int wanted = bytes.remaining();
        int granted = bucket == null ? wanted : bucket.take(wanted, nowNanos);
        if (bucket != null && granted == 0) {
            ends.wakeAt(this, bucket.readyNanos(wanted));
            return false;
        }
        int end = bytes.limit();
        bytes.limit(bytes.position() + granted);
        int written;
        try {
            written = sink.write(bytes);
        } catch (IOException e) {
            sinkBroke();
            return false;
        }
        bytes.limit(end);
        heldBytes -= written;
        count(written);
        if (written < granted) {
            sinkBlocked = true;
            if (bucket != null) {
                bucket.giveBack(granted - written);
            }
        }
        return true;
    }
}
