package io.descentry.app.simulate;

import io.descentry.app.Progress;
import io.descentry.avro.AlertEvent;
import io.descentry.corpus.cluster.SimulatedCluster;
import io.descentry.detect.Catalogue;
import io.descentry.judge.JobJudge;
import io.descentry.peer.Founders;
import io.descentry.peer.Reports;
import io.descentry.reading.PeerNote;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Judges a cluster in this process with the code of the service, on all cores, as fast as it goes. Simulated time goes on in
 * ticks: the jobs are judged side by side up to the next tick, then the groups of peers hear of it.
 */
public final class InProcess implements ClusterWay {
    private static final long TICK_MILLIS = 1000;

    @Override
    public Outcome judge(SimulatedCluster cluster, Progress progress) throws IOException, InterruptedException {
        int cores = Runtime.getRuntime().availableProcessors();
        ExecutorService workers = Executors.newFixedThreadPool(cores);
        try {
            return judge(cluster, cores, workers, progress);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException bug) {
                throw bug;
            }
            throw new IOException(e.getCause());
        } finally {
            workers.shutdownNow();
        }
    }

    private static Outcome judge(SimulatedCluster cluster, int cores, ExecutorService workers, Progress progress)
            throws ExecutionException, InterruptedException {
        long began = System.nanoTime();
        Catalogue detectors = Catalogue.standard();
        var judge = new JobJudge();
        var shards = new ArrayList<Shard>();
        for (int part = 0; part < cores; part++) {
            shards.add(new Shard(judge, cluster.open(part, cores)));
        }
        var peers = new Peers(Founders.of(() -> detectors));
        List<PeerNote> notes = List.of();
        long start = cluster.plan().start().toEpochMilli();
        long length = cluster.plan().length().toMillis();
        for (long passed = 0; passed <= length; passed += TICK_MILLIS) {
            long now = start + passed;
            List<PeerNote> told = notes;
            List<Callable<List<Reports.Addressed>>> tasks = new ArrayList<>();
            shards.forEach(shard -> tasks.add(() -> shard.proceed(told, now)));
            List<Reports.Addressed> reports = new ArrayList<>();
            for (Future<List<Reports.Addressed>> task : workers.invokeAll(tasks)) {
                reports.addAll(task.get());
            }
            notes = peers.proceed(reports, now);
            progress.advance(passed / 1000, length / 1000, "simulated seconds");
        }
        return outcome(shards, peers, Duration.ofNanos(System.nanoTime() - began));
    }

    private static Outcome outcome(List<Shard> shards, Peers peers, Duration took) {
        List<AlertEvent> events = new ArrayList<>();
        SortedMap<String, Long> notJudged = new TreeMap<>();
        long records = 0;
        for (Shard shard : shards) {
            events.addAll(shard.events());
            shard.notJudged().forEach((reason, count) -> notJudged.merge(reason, count, Long::sum));
            records += shard.judged();
        }
        events.addAll(peers.events());
        return new Outcome(events, notJudged, records, took, List.of(), List.of());
    }
}
