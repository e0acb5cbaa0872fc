package io.descentry.corpus;

import java.io.IOException;
import java.nio.file.Path;

/**
 * One recorded run.
 *
 * @param name file name without its ending; the key of labels.csv
 * @param file JSON Lines, plain or gzip
 */
public record Run(String name, Path file) {

    /** The run in a file named {@code *.jsonl} or {@code *.jsonl.gz}. */
    public static Run in(Path file) {
        String fileName = String.valueOf(file.getFileName());
        return new Run(fileName.replaceFirst("\\.jsonl(\\.gz)?$", ""), file);
    }

    /** Whether a file name says that a run is in it. */
    static boolean isNamed(String fileName) {
        return fileName.endsWith(".jsonl") || fileName.endsWith(".jsonl.gz");
    }

    /** Its records from the first on. */
    public RunReader open() throws IOException {
        return new RunReader(this);
    }

    /**
     * Id of the job that it is a run of.
     *
     * @throws RunFormatException if its first line cannot be read
     */
    public String jobId() throws IOException {
        try (RunReader reader = open()) {
            TrainerRecord first = reader.read();
            return first == null ? name : first.jobId();
        }
    }

    /**
     * Reads the run once for its measures.
     *
     * @throws RunFormatException if a line of it cannot be read
     */
    public Extent extent() throws IOException {
        try (RunReader reader = open()) {
            TrainerRecord first = reader.read();
            if (first == null) {
                throw new RunFormatException(file.toString(), 1, "no record", null);
            }
            TrainerRecord last = first;
            long records = 0;
            for (TrainerRecord next = first; next != null; next = reader.read()) {
                last = next;
                records++;
            }
            return new Extent(first.jobId(), first.time(), last.time(), records);
        }
    }
}
