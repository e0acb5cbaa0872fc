package io.descentry.it.sink;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/** A real PostgreSQL with our tables, on a port and with data that outlive a stop. */
final class Database implements AutoCloseable {
    static final String USER = "postgres";

    private final Path data;
    private EmbeddedPostgres server;

    private Database(Path data) throws IOException {
        this.data = data;
        this.server = start(0);
    }

    /** Starts it and migrates it with the files that are deployed. */
    static Database start() throws IOException {
        Database database = new Database(Files.createTempDirectory("descentry-postgres-"));
        migrations(database.url()).migrate();
        return database;
    }

    private static Flyway migrations(String url) {
        return Flyway.configure()
                .dataSource(url, USER, USER)
                .locations("filesystem:../deploy/postgresql")
                .load();
    }

    /** Applies the migrations once more; returns how many there were to apply. */
    int migrate() {
        return migrations(url()).migrate().migrationsExecuted;
    }

    private EmbeddedPostgres start(int port) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPGStartupWait(Duration.ofSeconds(60));
        return (port == 0 ? builder : builder.setPort(port)).start();
    }

    String url() {
        return server.getJdbcUrl(USER, "postgres");
    }

    /** It is away until {@link #restart()}. */
    void stop() throws IOException {
        server.close();
    }

    /** Starts it again on the port and the data it had. */
    void restart() throws IOException {
        server = start(server.getPort());
    }

    /** What a query returns: rows of values by the name of their column. */
    List<Map<String, @Nullable Object>> query(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(), USER, USER);
                var statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            ResultSetMetaData meta = result.getMetaData();
            List<Map<String, @Nullable Object>> rows = new ArrayList<>();
            while (result.next()) {
                Map<String, @Nullable Object> row = new LinkedHashMap<>();
                for (int i = 1; i <= meta.getColumnCount(); i++) {
                    row.put(meta.getColumnLabel(i), result.getObject(i));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    /** The values of a query's only column. */
    List<@Nullable Object> values(String sql) throws SQLException {
        List<@Nullable Object> values = new ArrayList<>();
        for (Map<String, @Nullable Object> row : query(sql)) {
            values.add(row.values().iterator().next());
        }
        return values;
    }

    /** The number that a query returns. */
    long number(String sql) throws SQLException {
        return values(sql).get(0) instanceof Number number ? number.longValue() : -1;
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(), USER, USER);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
