package io.descentry.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Finds recorded runs. */
public final class Runs {
    private static final Comparator<Run> ORDER =
            Comparator.comparing(Run::name).thenComparing(run -> run.file().toString());

    private Runs() {}

    /**
     * The runs in files and directories (not below them), each once, in the order of their names.
     *
     * @throws NoSuchFileException if a path is neither
     */
    public static List<Run> in(Path... paths) throws IOException {
        return in(List.of(paths));
    }

    /** See {@link #in(Path...)}. */
    public static List<Run> in(List<Path> paths) throws IOException {
        var runs = new TreeSet<Run>(ORDER);
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                try (Stream<Path> entries = Files.list(path)) {
                    entries.filter(file -> Run.isNamed(String.valueOf(file.getFileName())))
                            .forEach(file -> runs.add(Run.in(file.normalize())));
                }
            } else if (Files.isRegularFile(path)) {
                runs.add(Run.in(path.normalize()));
            } else {
                throw new NoSuchFileException(path.toString());
            }
        }
        return List.copyOf(runs);
    }
}
