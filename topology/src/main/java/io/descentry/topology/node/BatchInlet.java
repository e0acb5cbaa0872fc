package io.descentry.topology.node;

import io.descentry.judge.Verdict.RejectReason;
import io.descentry.judge.Verdict.Rejected;
import io.descentry.registry.SchemaRegistryException;
import io.descentry.topology.ReadBatch;
import io.descentry.topology.ReadStep;
import io.descentry.topology.Soundness;
import io.descentry.topology.Unreadable;
import io.descentry.wire.RecordDecoder;
import io.descentry.wire.UndecodableException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** How batches of steps are read: each step goes the way of a single one, whatever becomes of those beside it. */
record BatchInlet(RecordDecoder<ReadBatch> decoder, Soundness soundness) {
    private static final Rejected KEY_MISMATCH =
            new Rejected(RejectReason.KEY_MISMATCH, "the record key is not the job_id");

    /** @param each takes what becomes of each step in turn, or of the batch if it is refused as a whole */
    void read(ConsumerRecord<byte[], byte[]> from, long nowMillis, Consumer<Intaken> each) {
        byte @Nullable [] value = from.value();
        if (value == null) {
            each.accept(new DeadLetter(Unreadable.UNDECODABLE, "no value", null));
            return;
        }
        ReadBatch batch;
        try {
            batch = decoder.decode(value);
        } catch (UndecodableException | SchemaRegistryException e) {
            each.accept(DeadLetter.because(Unreadable.codeOf(e), e));
            return;
        }
        byte @Nullable [] key = from.key();
        if (key == null || !batch.isOf(key)) {
            each.accept(DeadLetter.because(KEY_MISMATCH));
        } else if (batch.size() > ReadBatch.MOST) {
            String size = "a batch of " + batch.size() + " steps, at most " + ReadBatch.MOST;
            each.accept(DeadLetter.because(new Rejected(RejectReason.TOO_LARGE, size)));
        } else {
            BatchPlace.Batch whole = new BatchPlace.Batch(batch.size());
            for (int i = 0; i < batch.size(); i++) {
                ReadStep step = batch.step(i);
                BatchPlace place = new BatchPlace(whole, i, step.step());
                Rejected why = step.isOf(key) ? soundness.check(step, nowMillis) : KEY_MISMATCH;
                each.accept(
                        why == null ? new Arrived(new Sound.Step(step.reading()), from, place) : place.refused(why));
            }
        }
    }
}
