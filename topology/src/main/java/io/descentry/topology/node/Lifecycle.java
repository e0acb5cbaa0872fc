package io.descentry.topology.node;

import io.descentry.alert.AlertChange;
import io.descentry.avro.PeerReport;
import io.descentry.judge.JobJudge;
import io.descentry.judge.JobMemory;
import io.descentry.judge.Verdict;
import io.descentry.peer.Reports;
import io.descentry.registry.SchemaRegistry;
import io.descentry.schemas.Topic;
import io.descentry.topology.AlertLinks;
import io.descentry.topology.PeerReports;
import io.descentry.topology.state.LiveJobStores;
import io.descentry.topology.state.LiveJobs;
import io.descentry.wire.RecordEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Turns findings into changes of alerts, publishes them, and tells peers of the job what they should know. */
public final class Lifecycle implements Processor<byte[], Verdict.Judged, byte[], Object> {
    private final JobJudge judge;
    private final LiveJobStores stores;
    private final SchemaRegistry registry;
    private final AlertLinks links;
    private final AlertOutlet.Nodes outlets;
    private final String reports;
    private final String health;
    private final PromptCommits commits;
    private ProcessorContext<byte[], Object> context;
    private LiveJobs jobs;
    private Counters counters;
    private AlertOutlet outlet;
    private PromptCommits.Requests prompt;
    private RecordEncoder<PeerReport> reportEncoder;

    /**
     * @param links pages that alerts point to
     * @param outlets nodes for changes of alerts
     * @param reports node for what peers are told, keyed by group
     * @param health node that is told of judged records, but for those of jobs whose state waits to be told anyway
     * @param commits asked when an alert changed
     */
    public Lifecycle(
            JobJudge judge,
            LiveJobStores stores,
            SchemaRegistry registry,
            AlertLinks links,
            AlertOutlet.Nodes outlets,
            String reports,
            String health,
            PromptCommits commits) {
        this.judge = judge;
        this.stores = stores;
        this.registry = registry;
        this.links = links;
        this.outlets = outlets;
        this.reports = reports;
        this.health = health;
        this.commits = commits;
    }

    @Override
    public void init(ProcessorContext<byte[], Object> context) {
        this.context = context;
        this.jobs = stores.of(context);
        this.counters = new Counters(context);
        prompt = commits.of(context);
        outlet = new AlertOutlet(context, registry, links, outlets);
        reportEncoder = AlertOutlet.encoder(Topic.PEER_REPORTS, registry);
    }

    @Override
    public void process(Record<byte[], Verdict.Judged> record) {
        Bytes job = Bytes.wrap(record.key());
        JobMemory memory = jobs.find(job);
        if (memory == null) {
            throw new IllegalStateException("a judged record without a memory of its job");
        }
        List<AlertChange> changes = judge.advance(memory, record.value());
        for (AlertChange change : changes) {
            counters.count("alert-changes", change.status().name());
            outlet.publish(record.key(), change);
        }
        for (Reports.Addressed report : judge.report(memory, record.value(), changes)) {
            tell(report);
        }
        // Where there is no room for a marker, the job was written when the judge left one: without its alerts.
        jobs.changed(job, memory);
        if (!changes.isEmpty()) {
            context.forward(record.withValue(HealthCue.CHANGED), health);
            prompt.commitSoon();
        } else if (!jobs.waitsToBeTold(job, memory.status())) {
            context.forward(record.withValue(HealthCue.ADVANCED), health);
        }
    }

    private void tell(Reports.Addressed addressed) {
        byte[] group = addressed.group().getBytes(StandardCharsets.UTF_8);
        byte[] report = reportEncoder.encode(PeerReports.of(addressed.report()));
        context.forward(new Record<>(group, report, addressed.report().timeMillis()), reports);
    }

    @Override
    public void close() {
        counters.close();
    }
}
