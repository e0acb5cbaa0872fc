package io.descentry.schemas;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/** What was ever registered under a subject: {@code history/<subject>/<n>.avsc}, n counted from 1 without gaps. */
record History(String subject) {
    static Schema parse(String text) {
        return new Schema.Parser().parse(text);
    }

    Path file(int version) {
        return Path.of("history", subject, version + ".avsc");
    }

    List<String> texts() throws IOException {
        List<String> texts = new ArrayList<>();
        while (Files.exists(file(texts.size() + 1))) {
            texts.add(Files.readString(file(texts.size() + 1)));
        }
        return texts;
    }

    /** All but the newest. */
    List<Schema> former() throws IOException {
        List<Schema> all = new ArrayList<>();
        texts().forEach(text -> all.add(parse(text)));
        return all.subList(0, Math.max(0, all.size() - 1));
    }

    /** Every file that lies there, counted or not. */
    long files() throws IOException {
        try (var files = Files.list(Path.of("history", subject))) {
            return files.count();
        }
    }
}
