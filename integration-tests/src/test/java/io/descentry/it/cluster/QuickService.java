package io.descentry.it.cluster;

import io.descentry.app.service.Service;
import io.descentry.app.settings.Settings;
import io.descentry.corpus.QuickMotion;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** The service in a process of its own with a clock of silence in quick motion. */
final class QuickService {
    private QuickService() {}

    /**
     * The arguments of {@link #main}, and the class before them.
     *
     * @param simulated what the clock shows at a moment
     * @param end what it shows in the end
     * @param moment that moment
     */
    static List<String> program(Path settings, Instant simulated, Instant end, Instant moment, double speed) {
        return List.of(
                QuickService.class.getName(),
                settings.toString(),
                simulated.toString(),
                end.toString(),
                moment.toString(),
                Double.toString(speed));
    }

    public static void main(String[] arguments) throws Exception {
        Settings settings = Settings.load(Optional.of(Path.of(arguments[0])), Map.of());
        var clock = new QuickMotion(
                Clock.systemUTC(),
                Instant.parse(arguments[1]),
                Instant.parse(arguments[2]),
                Double.parseDouble(arguments[4]));
        clock.begin(Instant.parse(arguments[3]));
        Service service = Service.start(settings, clock);
        Runtime.getRuntime().addShutdownHook(new Thread(service::close));
        new CountDownLatch(1).await();
    }
}
