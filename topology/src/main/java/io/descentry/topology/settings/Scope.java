package io.descentry.topology.settings;

import java.util.Optional;

/**
 * Whom settings are for.
 *
 * @param level how many jobs it takes in; the narrower one wins
 * @param name the project or the job id; empty for all jobs
 */
public record Scope(Level level, String name) {
    /** Every job. */
    public static final Scope GLOBAL = new Scope(Level.GLOBAL, "");

    private static final String ALL = "global";
    private static final String PROJECT = "project:";
    private static final String JOB = "job:";
    private static final int MAX_NAME = 512;

    /** How many jobs a scope takes in, widest first. */
    public enum Level {
        GLOBAL,
        PROJECT,
        JOB
    }

    /** The jobs of a project. */
    public static Scope project(String name) {
        return new Scope(Level.PROJECT, name);
    }

    /** One job in all its attempts. */
    public static Scope job(String jobId) {
        return new Scope(Level.JOB, jobId);
    }

    /** The scope that a text means: {@code global}, {@code project:<name>} or {@code job:<job_id>}; empty if it is none of them. */
    public static Optional<Scope> parse(String text) {
        if (text.equals(ALL)) {
            return Optional.of(GLOBAL);
        }
        if (text.startsWith(PROJECT)) {
            return named(Level.PROJECT, text.substring(PROJECT.length()));
        }
        return text.startsWith(JOB) ? named(Level.JOB, text.substring(JOB.length())) : Optional.empty();
    }

    private static Optional<Scope> named(Level level, String name) {
        return name.isEmpty() || name.length() > MAX_NAME ? Optional.empty() : Optional.of(new Scope(level, name));
    }

    /** The text that {@link #parse} understands; also the key in the topic. */
    public String text() {
        return switch (level) {
            case GLOBAL -> ALL;
            case PROJECT -> PROJECT + name;
            case JOB -> JOB + name;
        };
    }

    @Override
    public String toString() {
        return text();
    }
}
