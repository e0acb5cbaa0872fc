package io.descentry.standalone;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Hosts and ports as sockets, listeners and URLs write them. */
final class Addresses {

    private Addresses() {}

    /** {@code host:port}, an IPv6 address in brackets. */
    static String authority(String host, int port) {
        return (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host) + ":" + port;
    }

    static boolean isWildcard(String host) {
        return host.equals("0.0.0.0") || host.equals("::") || host.equals("[::]");
    }

    /** A port that was free a moment ago; another program may take it before the caller does. */
    static int freePort(String host) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), 0));
            return socket.getLocalPort();
        }
    }

    /** Fails with a clear message if a port is taken. */
    static void checkFree(String host, int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
        } catch (BindException taken) {
            throw new IOException("cannot listen on " + authority(host, port) + ": " + taken.getMessage(), taken);
        }
    }
}
