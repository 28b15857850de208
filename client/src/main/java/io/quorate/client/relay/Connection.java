package io.quorate.client.relay;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connection that one node opened to another: two sockets and a pipe each way. The bytes of the opener are subject to
 * the link to the target, those of the target to the link back.
 *
 * <p>One that is opened while either direction is cut stays as it is, connected to nothing, as a connection does whose
 * first packets are lost; when both pass again it is reset, so that it is made anew and nothing said meanwhile arrives.
 */
final class Connection implements RelayLoop.Ready, Pipe.Ends {
    /** Which links a connection is subject to, where it leads, and whether it is one of our own. */
    record Path(Link forward, Link backward, InetSocketAddress target, boolean probe) {}

    private final RelayLoop loop;
    private final Path path;
    private final SocketChannel opener;
    private final @Nullable SelectionKey openerKey;
    private @Nullable SocketChannel target;
    private @Nullable SelectionKey targetKey;
    private @Nullable Pipe forward;
    private @Nullable Pipe backward;
    private int finished;
    private boolean gone;

    /** Takes over a connection that was just accepted. */
    Connection(RelayLoop loop, Path path, SocketChannel opener) throws IOException {
        this.loop = loop;
        this.path = path;
        this.opener = opener;
        opener.configureBlocking(false);
        opener.setOption(StandardSocketOptions.TCP_NODELAY, true);
        if (path.forward().condition().resets() || path.backward().condition().resets()) {
            openerKey = null;
            reset();
            return;
        }
        openerKey = loop.register(opener, 0, this);
        if (path.probe() || !isCut()) {
            connect();
        }
    }

    private boolean isCut() {
        return path.forward().condition().drops() || path.backward().condition().drops();
    }

    private void connect() throws IOException {
        SocketChannel channel = SocketChannel.open();
        target = channel;
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        forward = new Pipe(path.forward(), !path.probe(), opener, channel, this);
        backward = new Pipe(path.backward(), !path.probe(), channel, opener, this);
        targetKey = loop.register(channel, SelectionKey.OP_CONNECT, this);
        try {
            if (channel.connect(path.target())) {
                refresh();
            }
        } catch (IOException e) {
            refuse();
        }
    }

    /** Nobody listens at the target: its answer, a reset, goes the way back. */
    private void refuse() {
        if (targetKey != null) {
            targetKey.cancel();
        }
        if (backward != null) {
            backward.sourceBroke(System.nanoTime());
        }
    }

    /** The link of the node that opened it; none when it is a probe of ours. */
    Optional<Link> openersLink() {
        return path.probe() ? Optional.empty() : Optional.of(path.forward());
    }

    boolean isGone() {
        return gone;
    }

    @Override
    public void ready(SelectionKey key, long nowNanos) throws IOException {
        if (key.isConnectable()) {
            finishConnect();
        } else {
            Pipe source = key == openerKey ? forward : backward;
            Pipe sink = key == openerKey ? backward : forward;
            if (key.isReadable() && source != null) {
                source.read(loop.scratch(), nowNanos);
            }
            if (key.isValid() && key.isWritable() && sink != null) {
                sink.pump(nowNanos);
            }
        }
        refresh();
    }

    private void finishConnect() {
        try {
            if (target != null) {
                target.finishConnect();
            }
        } catch (IOException e) {
            refuse();
        }
    }

    void woken(Pipe pipe, long nowNanos) {
        if (!gone) {
            pipe.pump(nowNanos);
            refresh();
        }
    }

    void conditionChanged(Link link, long nowNanos) {
        if (gone || (link != path.forward() && link != path.backward())) {
            return;
        }
        if (link.condition().resets() || (target == null && !isCut())) {
            reset();
        } else if (forward != null && backward != null && isConnected()) {
            (link == path.forward() ? forward : backward).conditionChanged(nowNanos);
            refresh();
        }
    }

    private boolean isConnected() {
        return target != null && !target.isConnectionPending();
    }

    /** Tells the selector what each socket is waited for. */
    private void refresh() {
        if (gone || forward == null || backward == null || target == null || target.isConnectionPending()) {
            return;
        }
        interest(openerKey, forward.wantsRead(), backward.wantsWrite());
        interest(targetKey, backward.wantsRead(), forward.wantsWrite());
    }

    private static void interest(@Nullable SelectionKey key, boolean read, boolean write) {
        int wanted = (read ? SelectionKey.OP_READ : 0) | (write ? SelectionKey.OP_WRITE : 0);
        if (key != null && key.isValid() && key.interestOps() != wanted) {
            key.interestOps(wanted);
        }
    }

    @Override
    public void finished(Pipe pipe) {
        finished++;
        SocketChannel sink = pipe == forward ? target : opener;
        try {
            if (sink != null) {
                sink.shutdownOutput();
            }
        } catch (IOException e) {
            refused(pipe);
        }
        if (finished == 2) {
            close();
        }
    }

    @Override
    public void broken(Pipe pipe) {
        reset();
    }

    @Override
    public void refused(Pipe pipe) {
        Pipe back = pipe == forward ? backward : forward;
        if (back != null) {
            back.sourceBroke(System.nanoTime());
        }
    }

    @Override
    public void wakeAt(Pipe pipe, long nanos) {
        loop.wakeAt(this, pipe, nanos);
    }

    /** Both ends see a reset, now. */
    void reset() {
        abort(opener);
        if (target != null) {
            abort(target);
        }
        close();
    }

    private static void abort(SocketChannel channel) {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            // Not connected yet, or gone already: closing it is all there is to do.
        }
    }

    void close() {
        if (gone) {
            return;
        }
        gone = true;
        if (forward != null) {
            forward.close();
        }
        if (backward != null) {
            backward.close();
        }
        RelayLoop.closeQuietly(opener);
        if (target != null) {
            RelayLoop.closeQuietly(target);
        }
        loop.closed(this);
    }
}
