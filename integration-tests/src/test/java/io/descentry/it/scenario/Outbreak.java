package io.descentry.it.scenario;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.descentry.avro.AlertEvent;
import io.descentry.avro.AlertStatus;
import io.descentry.avro.IncidentMember;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A change of an incident of the fleet as the scenarios write it.
 *
 * @param told {@code FIRING}, {@code ESCALATED} or {@code RESOLVED} with why
 * @param factor what its members share, for example {@code host h7}
 * @param pages whether somebody is called
 * @param members its jobs
 */
record Outbreak(String told, String factor, boolean pages, Set<String> members) {

    /** As a file says it: members are {@link Names}. */
    @JsonCreator
    static Outbreak of(
            @JsonProperty("told") String told,
            @JsonProperty("factor") String factor,
            @JsonProperty("pages") boolean pages,
            @JsonProperty("members") String members) {
        return new Outbreak(told, factor, pages, new TreeSet<>(Names.of(members)));
    }

    /** @param nameOf what the story calls a job */
    static Outbreak of(AlertEvent event, UnaryOperator<String> nameOf) {
        boolean over = event.getStatus() == AlertStatus.RESOLVED;
        return new Outbreak(
                event.getStatus() + (over ? " " + event.getResolution() : ""),
                event.getFactor() + " " + nameOf.apply(String.valueOf(event.getFactorValue())),
                event.getPages(),
                event.getMembers().stream()
                        .map(IncidentMember::getJobId)
                        .map(nameOf)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }
}
