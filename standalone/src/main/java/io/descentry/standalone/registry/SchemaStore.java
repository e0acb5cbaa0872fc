package io.descentry.standalone.registry;

import java.io.IOException;
import java.util.List;

/** The book and the topic it is kept in: a change is in the topic before anyone sees it in the book. */
final class SchemaStore implements AutoCloseable {
    private final String bootstrapServers;
    private volatile SchemaBook book;
    private SchemasTopic topic;
    private boolean uncertain;
    private boolean replaced;

    private SchemaStore(String bootstrapServers, SchemaBook book, SchemasTopic topic) {
        this.bootstrapServers = bootstrapServers;
        this.book = book;
        this.topic = topic;
    }

    static SchemaStore open(String bootstrapServers) throws IOException {
        SchemaBook book = new SchemaBook();
        return new SchemaStore(bootstrapServers, book, SchemasTopic.open(bootstrapServers, book::apply));
    }

    /** What is registered now. */
    SchemaBook book() {
        return book;
    }

    /** What one writer decides from the book as it stands. */
    interface Decision<T> {
        Outcome<T> decide(SchemaBook book) throws RegistryProblem;
    }

    /** An answer, and what has to be written before it may be given. */
    record Outcome<T>(T answer, List<LogRecord> changes) {}

    /** Decides, writes and applies with no other writer in between. */
    synchronized <T> T change(Decision<T> decision) throws RegistryProblem {
        if (replaced) {
            throw RegistryProblem.storeFailed("another registry has taken over this topic");
        }
        try {
            if (uncertain) {
                reopen();
            }
            Outcome<T> outcome = decision.decide(book);
            if (!outcome.changes().isEmpty()) {
                topic.append(outcome.changes());
                outcome.changes().forEach(book::apply);
            }
            return outcome.answer();
        } catch (SchemasTopic.Replaced thrownOut) {
            replaced = true;
            throw RegistryProblem.storeFailed("another registry has taken over this topic");
        } catch (IOException failed) {
            uncertain = true;
            throw RegistryProblem.storeFailed(String.valueOf(failed.getMessage()));
        }
    }

    private void reopen() throws IOException {
        topic.close();
        SchemaBook fresh = new SchemaBook();
        topic = SchemasTopic.open(bootstrapServers, fresh::apply);
        book = fresh;
        uncertain = false;
    }

    @Override
    public synchronized void close() {
        topic.close();
    }
}
