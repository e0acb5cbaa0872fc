package io.descentry.app.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.descentry.app.http.Answer;
import io.descentry.app.http.Request;
import io.descentry.avro.JobHealth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Answers below {@code /api/v1}: whole answers or none, whichever instance is asked. */
/*
 * A job is known where it is judged. An instance answers for its own partitions and asks the others, at once and with a
 * header by which they answer for theirs and ask nobody. Every one tells which partitions it answered for; only if all
 * partitions are there is the answer whole. Whoever is asked for a job asks the owner of its key first; trainers may place keys as they
 * like, so if the owner does not know it, all others are asked.
 *
 * Requests from outside and from other instances have places of their own, so that two instances that ask each other cannot
 * fill each other up.
 */
public final class JobsApi {
    private static final int AT_ONCE = 4;
    private static final String PARTITIONS = "partitions";
    private static final String JOB = "job";
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Semaphore outside = new Semaphore(AT_ONCE);
    private final Semaphore inside = new Semaphore(AT_ONCE);
    private final Others others;
    private volatile @Nullable States states;

    /** @param patience how long another instance may take for its answer */
    public JobsApi(Duration patience) {
        others = new Others(patience);
    }

    /** From now on there is something to tell. */
    public void know(StreamsStates known) {
        states = known;
    }

    /** For tests: whatever they know. */
    void know(States known) {
        states = known;
    }

    /** The answer; empty for what is not below {@code /api/v1}. */
    public Optional<Answer> answer(Request request) {
        List<String> path = request.path();
        if (path.size() < 2 || !path.get(0).equals("api") || !path.get(1).equals("v1")) {
            return Optional.empty();
        }
        boolean forwarded = request.headers().apply(Others.FORWARDED) != null;
        Semaphore places = forwarded ? inside : outside;
        if (!places.tryAcquire()) {
            return Optional.of(Problems.busy());
        }
        try {
            return Optional.of(answer(path.subList(2, path.size()), request, forwarded));
        } catch (Wrong wrong) {
            return Optional.of(Problems.wrong(wrong));
        } catch (NotAll missing) {
            return Optional.of(Problems.notAll(missing));
        } finally {
            places.release();
        }
    }

    private Answer answer(List<String> path, Request request, boolean forwarded) throws Wrong, NotAll {
        if (path.equals(List.of("jobs"))) {
            return jobs(JobQuery.of(request), request, forwarded);
        } else if (path.size() == 2 && path.get(0).equals("jobs")) {
            new Parameters(request, Set.of());
            return job(path.get(1), request, forwarded);
        } else if (path.equals(List.of("alerts"))) {
            return alerts(AlertQuery.of(request));
        }
        return Problems.notFound("There is nothing at this path; see docs/api.yaml");
    }

    private Answer jobs(JobQuery query, Request request, boolean forwarded) throws NotAll {
        States known = known();
        Set<Integer> answered = new TreeSet<>(known.partitions());
        Page page = new Page(query.limit(), query.cursor());
        known.jobs(answered, job -> {
            if (query.matches(job)) {
                page.add(query.row(job));
            }
        });
        ObjectNode body = JSON.objectNode();
        if (forwarded) {
            write(answered, body);
            page.writeWhole(body, "jobs");
            return ok(body);
        }
        Set<String> silent = new TreeSet<>();
        others.ask(known.others(), request.target()).forEach((address, answer) -> {
            if (answer.isPresent()) {
                ObjectNode part = answer.get();
                answered.addAll(partitions(part));
                List<Row> rows = new ArrayList<>();
                part.path("jobs").forEach(row -> rows.add(query.row((ObjectNode) row)));
                page.add(rows, part.path("total").asLong());
            } else {
                silent.add(address);
            }
        });
        requireAll(known, answered, silent);
        page.write(body, "jobs");
        return ok(body);
    }

    private Answer job(String jobId, Request request, boolean forwarded) throws NotAll {
        States known = known();
        Set<Integer> answered = new TreeSet<>(known.partitions());
        Optional<JobHealth> here = known.job(jobId, answered);
        if (forwarded) {
            ObjectNode body = JSON.objectNode();
            write(answered, body);
            body.set(JOB, here.<JsonNode>map(AvroJson::of).orElse(JSON.nullNode()));
            return ok(body);
        }
        if (here.isPresent()) {
            return ok(AvroJson.of(here.get()));
        }
        Set<String> silent = new TreeSet<>();
        Optional<String> owner = known.ownerOf(jobId);
        Optional<ObjectNode> there =
                owner.isEmpty() ? Optional.empty() : ask(List.of(owner.get()), jobId, request, answered, silent);
        if (there.isEmpty()) {
            Collection<String> rest = new TreeSet<>(known.others());
            owner.ifPresent(rest::remove);
            there = ask(rest, jobId, request, answered, silent);
        }
        if (there.isPresent()) {
            return ok(there.get());
        }
        requireAll(known, answered, silent);
        return Problems.notFound("No job of this id is known; a job that was silent for long is forgotten");
    }

    private Optional<ObjectNode> ask(
            Collection<String> addresses, String jobId, Request request, Set<Integer> answered, Set<String> silent) {
        List<ObjectNode> found = new ArrayList<>(1);
        others.ask(addresses, request.target()).forEach((address, answer) -> {
            if (answer.isEmpty()) {
                silent.add(address);
                return;
            }
            answered.addAll(partitions(answer.get()));
            if (answer.get().get(JOB) instanceof ObjectNode job
                    && job.path("job_id").asText().equals(jobId)) {
                found.add(job);
            }
        });
        return found.stream().findFirst();
    }

    /** The table of open alerts is whole on every instance, those of the fleet included. */
    private Answer alerts(AlertQuery query) throws NotAll {
        Page page = new Page(query.limit(), query.cursor());
        known().alerts(alert -> {
            if (query.matches(alert)) {
                page.add(query.row(alert));
            }
        });
        ObjectNode body = JSON.objectNode();
        page.write(body, "alerts");
        return ok(body);
    }

    private States known() throws NotAll {
        States known = states;
        if (known == null) {
            throw new NotAll("This instance is starting", List.of(), List.of());
        }
        return known;
    }

    private static void requireAll(States known, Set<Integer> answered, Set<String> silent) throws NotAll {
        Set<Integer> missing = new TreeSet<>();
        for (int partition = 0; partition < known.allPartitions(); partition++) {
            if (!answered.contains(partition)) {
                missing.add(partition);
            }
        }
        if (!missing.isEmpty()) {
            String who = silent.isEmpty()
                    ? "they are being assigned or their state is being restored"
                    : "no answer from " + String.join(", ", silent);
            throw new NotAll("Jobs of " + missing.size() + " partitions are missing: " + who, silent, missing);
        }
    }

    private static void write(Set<Integer> answered, ObjectNode body) {
        ArrayNode array = body.putArray(PARTITIONS);
        answered.forEach(array::add);
    }

    private static List<Integer> partitions(ObjectNode part) {
        List<Integer> partitions = new ArrayList<>();
        part.path(PARTITIONS).forEach(partition -> partitions.add(partition.asInt()));
        return partitions;
    }

    private static Answer ok(ObjectNode body) {
        return new Answer(200, "application/json", body + "\n", Map.of());
    }
}
