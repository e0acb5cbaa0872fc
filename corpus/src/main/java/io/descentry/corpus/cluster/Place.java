package io.descentry.corpus.cluster;

/**
 * Where a rank runs.
 *
 * @param host name
 * @param device on that host
 * @param rack that the host stands in
 */
public record Place(String host, String device, String rack) {}
