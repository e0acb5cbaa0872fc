package io.descentry.alert;

import io.descentry.alert.AlertChange.Place;
import io.descentry.detect.Kind;
import io.descentry.detect.RunContext;
import io.descentry.detect.Severity;
import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which alerts of one job belong together: those that may follow one from the other and lie close in time. */
final class Incidents implements Memory {
    /*
     * Which kinds may follow from which is data (leads_to). An alert joins when one that leads to its kind is open or ended
     * just now, or when it leads to such a one and was visible no later: a cause may take longer to be certain of than its
     * consequence. The incident keeps the fingerprint of the alert that opened it, while the chain is told by first steps.
     * A person is paged for the first warning of an incident and again only for worse. An incident is over when all its
     * alerts are and no other came within CLOSE readings. At most one alert of a kind is remembered, which bounds all.
     */

    /** Readings after its end in which an alert may still have led to another: the span in which an alert ends as well. */
    static final long CLOSE = 64;

    private static final long OPEN = -1;
    /** A first cause below this score is not certain enough to head the chain. */
    private static final double CERTAIN = 0.6;

    private final Map<Kind, Member> members = new TreeMap<>();

    /** One alert of an incident. */
    private static final class Member implements Memory {
        private String fingerprint = "";
        private String incident = "";
        private int attempt;
        private long firstStep;
        private long endedAt = OPEN;
        private Severity paged = Severity.INFO;
        private String place = "";
        private String cause = "";

        @Override
        public void sync(MemoryIo io) {
            fingerprint = io.text(fingerprint);
            incident = io.text(incident);
            attempt = io.i32(attempt);
            firstStep = io.i64(firstStep);
            endedAt = io.i64(endedAt);
            paged = Severity.values()[io.i32(paged.ordinal())];
            place = io.text(place);
            cause = io.text(cause);
        }

        private boolean isClose(RunContext run) {
            return endedAt == OPEN || run.readings() - endedAt <= CLOSE;
        }
    }

    /** First steps of the alerts that are open or ended just now, without that of one kind. */
    Map<Kind, Long> before(Kind kind, RunContext run) {
        Map<Kind, Long> steps = new TreeMap<>();
        members.forEach((other, member) -> {
            if (other != kind && member.attempt == run.attempt() && member.isClose(run)) {
                steps.put(other, member.firstStep);
            }
        });
        return steps;
    }

    /** An alert opens: it joins an incident or begins one. Its causes are known. */
    void open(Kind kind, Episode episode, RunContext run) {
        forget(run);
        Optional<Map.Entry<Kind, Member>> cause = leading(kind, episode.firstStep, run);
        Optional<Map.Entry<Kind, Member>> joined = cause.or(() -> led(kind, episode.firstStep, run));
        Member own = members.get(kind);
        Member member = new Member();
        member.fingerprint = episode.fingerprint;
        member.attempt = run.attempt();
        member.firstStep = episode.firstStep;
        member.place = episode.layer == null ? "" : " in " + episode.layer;
        member.incident =
                joined.map(entry -> entry.getValue().incident).orElse(own == null ? episode.fingerprint : own.incident);
        member.paged = own == null || !own.incident.equals(member.incident) ? Severity.INFO : own.paged;
        if (!episode.causes.isEmpty() && episode.causes.get(0).score() >= CERTAIN) {
            member.cause = episode.causes.get(0).id();
        }
        members.put(kind, member);
        episode.incident = member.incident;
        episode.follows = cause.map(entry -> entry.getValue().fingerprint).orElse(null);
        worsen(kind, episode);
    }

    /**
     * An alert has a severity, perhaps a worse one than before; tells whether that is worth a page. What is part of an incident
     * of the fleet never is.
     */
    boolean worsen(Kind kind, Episode episode) {
        Severity paged = members.values().stream()
                .filter(member -> member.incident.equals(episode.incident))
                .map(member -> member.paged)
                .max(Comparator.naturalOrder())
                .orElse(Severity.INFO);
        boolean worse = episode.severity.compareTo(paged) > 0;
        Member member = members.get(kind);
        if (worse && member != null) {
            member.paged = episode.severity;
        }
        boolean pages = worse && episode.outbreak == null;
        episode.pages |= pages;
        return pages;
    }

    /** An alert is over. */
    void close(Kind kind, RunContext run) {
        Member member = members.get(kind);
        if (member != null) {
            member.endedAt = run.readings();
        }
    }

    /** Where an alert stands now. */
    Place place(Kind kind, Episode episode, boolean pages) {
        List<Map.Entry<Kind, Member>> chain = chain(episode.incident);
        List<String> related = chain.stream()
                .filter(entry -> entry.getKey() != kind)
                .map(entry -> entry.getValue().fingerprint)
                .toList();
        Episode.Outbreak outbreak = episode.outbreak;
        if (outbreak != null) {
            List<String> withOutbreak = Stream.concat(Stream.of(outbreak.incident()), related.stream())
                    .toList();
            return new Place(outbreak.incident(), outbreak.incident(), pages, outbreak.words(), withOutbreak);
        }
        return new Place(episode.incident, episode.follows, pages, related.isEmpty() ? null : words(chain), related);
    }

    /** By first step; at the same step those that lead to more of the others come first. */
    private List<Map.Entry<Kind, Member>> chain(String incident) {
        List<Map.Entry<Kind, Member>> all = members.entrySet().stream()
                .filter(entry -> entry.getValue().incident.equals(incident))
                .toList();
        return all.stream()
                .sorted(Comparator.<Map.Entry<Kind, Member>>comparingLong(entry -> entry.getValue().firstStep)
                        .thenComparing(
                                entry -> all.stream()
                                        .filter(other -> leads(entry.getKey(), other.getKey()))
                                        .count(),
                                Comparator.reverseOrder()))
                .toList();
    }

    private static String words(List<Map.Entry<Kind, Member>> chain) {
        String cause = chain.get(0).getValue().cause.replace('_', ' ');
        String first = Guides.of(chain.get(0).getKey()).phrase();
        String links = chain.stream()
                .map(link -> Guides.of(link.getKey()).phrase() + link.getValue().place + " at step "
                        + link.getValue().firstStep)
                .collect(Collectors.joining(" -> "));
        return cause.isEmpty() || cause.equals(first) ? links : cause + " -> " + links;
    }

    /** The alert that it follows from: of those that lead to the kind, the last one before. */
    private Optional<Map.Entry<Kind, Member>> leading(Kind kind, long firstStep, RunContext run) {
        return closeTo(kind, run)
                .filter(entry -> leads(entry.getKey(), kind))
                .min(Comparator.<Map.Entry<Kind, Member>>comparingInt(
                                entry -> entry.getValue().firstStep <= firstStep ? 0 : 1)
                        .thenComparingLong(entry -> Math.abs(firstStep - entry.getValue().firstStep)));
    }

    /** An alert that it may have led to although that was certain sooner. */
    private Optional<Map.Entry<Kind, Member>> led(Kind kind, long firstStep, RunContext run) {
        return closeTo(kind, run)
                .filter(entry -> leads(kind, entry.getKey()) && firstStep <= entry.getValue().firstStep)
                .min(Comparator.comparingLong(entry -> entry.getValue().firstStep));
    }

    private Stream<Map.Entry<Kind, Member>> closeTo(Kind kind, RunContext run) {
        return members.entrySet().stream()
                .filter(entry -> entry.getKey() != kind && entry.getValue().isClose(run));
    }

    private static boolean leads(Kind from, Kind to) {
        return Guides.of(from).leadsTo().contains(to);
    }

    /** Incidents of older attempts, and those of which no alert is open or ended just now, are over. */
    private void forget(RunContext run) {
        List<String> alive = members.values().stream()
                .filter(member -> member.attempt == run.attempt() && member.isClose(run))
                .map(member -> member.incident)
                .toList();
        members.values().removeIf(member -> !alive.contains(member.incident));
    }

    @Override
    public void sync(MemoryIo io) {
        @Nullable Kind[] kinds = members.keySet().toArray(new Kind[0]);
        int n = io.i32(kinds.length);
        for (int i = 0; i < n; i++) {
            Kind writing = i < kinds.length ? kinds[i] : null;
            Member known = writing == null ? null : members.get(writing);
            String id = io.text(writing == null ? "" : writing.id());
            Member member = known == null ? new Member() : known;
            member.sync(io);
            // A kind that is no longer known is read and dropped.
            Kind.of(id).ifPresent(kind -> members.put(kind, member));
        }
    }
}
