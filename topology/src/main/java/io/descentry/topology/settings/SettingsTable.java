package io.descentry.topology.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.descentry.avro.DetectorSettings;
import io.descentry.detect.Catalogue;
import io.descentry.detect.Catalogue.Refusal;
import io.descentry.judge.Tuning;
import io.descentry.judge.Verdict.RejectReason;
import io.descentry.reading.JobFacts;
import io.descentry.registry.SchemaRegistry;
import io.descentry.registry.SchemaRegistryException;
import io.descentry.topology.Unreadable;
import io.descentry.wire.RecordDecoder;
import io.descentry.wire.UndecodableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The settings of detectors that are in force: what the topic says, less what was refused, above those of the service. One
 * thread changes it, and any may ask.
 */
/*
 * Later wins: what the service starts with, global, the project's, those in the job's description, the job's. A record replaces
 * all that its scope set before, or, if one value in it is wrong, nothing. Whether a value is wrong is judged on top of the
 * global settings of that time, since a job's project is not known here; values that a later change of a wider scope makes
 * impossible together are passed over one by one.
 *
 * A job asks for its detectors once after each version. Those of jobs without settings of their own are made once for each
 * project, and again only when the records they were made of are others.
 */
public final class SettingsTable implements Tuning {
    private static final int MAX_SCOPES = 100_000;
    private static final int MAX_SETTINGS = 1_000;
    private static final int MAX_TEXT = 512;

    private final Catalogue service;
    private final RecordDecoder<DetectorSettings> decoder;
    private final Map<Scope, DetectorSettings> byScope = new ConcurrentHashMap<>();
    private final Map<Scope, Made> made = new ConcurrentHashMap<>();
    private final AtomicLong version = new AtomicLong();

    /** Detectors and what they were made of. */
    private record Made(Catalogue of, DetectorSettings settings, Catalogue catalogue) {}

    /**
     * @param service detectors where nothing is set in the topic
     * @param registry explains records of the topic; stays open
     */
    public SettingsTable(Catalogue service, SchemaRegistry registry) {
        this.service = service;
        this.decoder = new RecordDecoder<>(DetectorSettings.class, registry);
    }

    /**
     * Takes a record of the topic.
     *
     * @return why it is not in force; empty if it is
     */
    public Optional<RefusedSettings> take(byte @Nullable [] key, byte @Nullable [] value) {
        if (key == null) {
            return refused(RejectReason.KEY_MISMATCH, "no key, must be the scope");
        }
        Optional<Scope> scope = Scope.parse(new String(key, UTF_8));
        if (scope.isEmpty()) {
            return refused(RejectReason.KEY_MISMATCH, "the key is no scope: global, project:<name> or job:<job_id>");
        }
        if (value == null) {
            byScope.remove(scope.get());
            version.incrementAndGet();
            return Optional.empty();
        }
        DetectorSettings settings;
        try {
            settings = decoder.decode(value);
        } catch (UndecodableException | SchemaRegistryException e) {
            return Optional.of(new RefusedSettings(
                    Unreadable.codeOf(e),
                    String.valueOf(e.getMessage()),
                    e.getClass().getName()));
        }
        Optional<RefusedSettings> refusal = refuse(scope.get(), settings);
        if (refusal.isEmpty()) {
            byScope.put(scope.get(), settings);
            version.incrementAndGet();
        }
        return refusal;
    }

    private Optional<RefusedSettings> refuse(Scope scope, DetectorSettings settings) {
        if (!settings.getScope().equals(scope.text())) {
            return refused(RejectReason.KEY_MISMATCH, "the record key is not the scope");
        }
        if (settings.getSettings().size() > MAX_SETTINGS
                || isLong(settings.getAuthor())
                || isLong(settings.getComment())) {
            return refused(
                    RejectReason.TOO_LARGE,
                    "at most " + MAX_SETTINGS + " settings, author and comment of at most " + MAX_TEXT + " characters");
        }
        if (byScope.size() >= MAX_SCOPES && !byScope.containsKey(scope)) {
            return refused(RejectReason.TOO_LARGE, "more than " + MAX_SCOPES + " scopes");
        }
        List<Refusal> wrong = problems(scope, settings.getSettings());
        return wrong.isEmpty() ? Optional.empty() : refused(RejectReason.SETTING_REFUSED, Refusal.reasons(wrong));
    }

    /** What is wrong with settings that somebody wants to put in force for a scope. */
    public List<Refusal> problems(Scope scope, Map<String, String> settings) {
        return (scope.equals(Scope.GLOBAL) ? service : global()).with(settings).refusals();
    }

    /** What a scope sets, as it was put in force last; null if nothing. */
    public @Nullable DetectorSettings inForce(Scope scope) {
        return byScope.get(scope);
    }

    /** Scopes that set something, widest first, then by name. */
    public List<Scope> scopes() {
        List<Scope> scopes = new ArrayList<>(byScope.keySet());
        scopes.sort((a, b) -> a.level() == b.level()
                ? a.name().compareTo(b.name())
                : a.level().compareTo(b.level()));
        return scopes;
    }

    @Override
    public long version() {
        return version.get();
    }

    @Override
    public Catalogue.Change of(JobFacts facts) {
        String project = Objects.requireNonNullElse(facts.project(), "");
        Catalogue common = project.isEmpty() ? global() : under(global(), Scope.project(project));
        Catalogue.Change described = common.with(facts.settings());
        DetectorSettings job = byScope.get(Scope.job(facts.jobId()));
        return job == null
                ? described
                : new Catalogue.Change(
                        described.catalogue().with(job.getSettings()).catalogue(), described.refusals());
    }

    /** Detectors as they are set for all jobs. */
    public Catalogue global() {
        return under(service, Scope.GLOBAL);
    }

    @SuppressWarnings("ReferenceEquality") // the very record: comparing what is in it would cost more than making anew
    private Catalogue under(Catalogue wider, Scope scope) {
        DetectorSettings settings = byScope.get(scope);
        if (settings == null) {
            made.remove(scope);
            return wider;
        }
        Made known = made.get(scope);
        if (known == null || known.of() != wider || known.settings() != settings) {
            known = new Made(wider, settings, wider.with(settings.getSettings()).catalogue());
            made.put(scope, known);
        }
        return known.catalogue();
    }

    private static Optional<RefusedSettings> refused(RejectReason reason, String message) {
        return Optional.of(RefusedSettings.because(reason.name(), message));
    }

    private static boolean isLong(@Nullable String text) {
        return text != null && text.length() > MAX_TEXT;
    }
}
