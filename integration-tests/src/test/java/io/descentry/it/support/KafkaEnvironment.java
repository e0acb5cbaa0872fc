package io.descentry.it.support;

/** A broker and a Schema Registry outside of the JVM of the tests. */
public interface KafkaEnvironment extends AutoCloseable {

    /** {@code host:port} of the brokers. */
    String bootstrapServers();

    /** Base address of the registry. */
    String registryUrl();

    /** What runs, for the log and for tests that need to know. */
    Kind kind();

    @Override
    void close();

    /** The ways to have one. */
    enum Kind {
        /** Our own broker and development registry as a child process. */
        EMBEDDED,
        /** Kafka's and Confluent's images. */
        TESTCONTAINERS
    }

    /** The one that all tests of a run share: started when first asked for, closed after the last test. */
    static KafkaEnvironment shared() {
        return SharedEnvironment.get();
    }
}
