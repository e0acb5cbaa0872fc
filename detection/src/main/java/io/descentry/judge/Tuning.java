package io.descentry.judge;

import io.descentry.detect.Catalogue;
import io.descentry.reading.JobFacts;

/** By which detectors a job is judged; settings may change while it runs. */
public interface Tuning {

    /** Grows with every change of settings, so that a job asks again only after one. Read for every record. */
    long version();

    /** The detectors of a job that is described so, and what of the settings in its description was refused. */
    Catalogue.Change of(JobFacts facts);

    /**
     * Settings that never change.
     *
     * @param catalogue detectors of jobs that set nothing themselves
     */
    static Tuning fixed(Catalogue catalogue) {
        return new Tuning() {
            @Override
            public long version() {
                return 0;
            }

            @Override
            public Catalogue.Change of(JobFacts facts) {
                return catalogue.with(facts.settings());
            }
        };
    }
}
