package io.descentry.judge;

import io.descentry.reading.JobFacts;

/** All that is remembered of one job: its facts, its progress, each detector's memory and its open alerts. */
public final class JobMemory {
    private JobFacts facts;

    JobMemory(JobFacts facts) {
        this.facts = facts;
    }

    /** What is known about the job. */
    public JobFacts facts() {
        return facts;
    }
}
