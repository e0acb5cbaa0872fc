package io.descentry.it.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A line to a server that a test can cut and mend: a TCP relay on the loopback. */
public final class Relay implements AutoCloseable {
    private final ServerSocket door;
    private final URI target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile boolean cut;

    /** A line that is cut at first. */
    public Relay(String targetUrl) throws IOException {
        target = URI.create(targetUrl);
        door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        cut = true;
        daemon(this::accept);
    }

    /** Where clients reach the server through this line. */
    public String url() {
        return "http://127.0.0.1:" + door.getLocalPort();
    }

    /** Lets connections through from now on. */
    public void mend() {
        cut = false;
    }

    /** Breaks all connections and refuses new ones. */
    public void cut() {
        cut = true;
        sockets.forEach(Relay::closeQuietly);
        sockets.clear();
    }

    /** How many connections were refused so far. */
    public int refused() {
        return refused.get();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                if (cut) {
                    refused.incrementAndGet();
                    client.close();
                } else {
                    Socket server = new Socket(target.getHost(), target.getPort());
                    sockets.add(client);
                    sockets.add(server);
                    daemon(() -> pump(client, server));
                    daemon(() -> pump(server, client));
                }
            } catch (IOException closed) {
                // A closed door ends the loop; a server that is away looks to the client like a broken line.
            }
        }
    }

    private static void pump(Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException broken) {
            // One side is gone; closing both is all there is to do.
        }
    }

    private static void daemon(Runnable work) {
        var thread = new Thread(work, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        cut();
    }
}
