package io.descentry.topology.node;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** A record that cannot be processed becomes a dead letter, and the next one is processed; of a run, the one that failed and no other. */
public final class RecordFailures extends LogAndContinueProcessingExceptionHandler {
    @Override
    public Response handleError(ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
        ConsumerRecord<byte[], byte[]> failed = Unpack.current();
        return super.handleError(failed == null ? context : new OfRun(context, failed), record, exception);
    }

    private record OfRun(ErrorHandlerContext run, ConsumerRecord<byte[], byte[]> failed)
            implements ErrorHandlerContext {
        @Override
        public String topic() {
            return failed.topic();
        }

        @Override
        public int partition() {
            return failed.partition();
        }

        @Override
        public long offset() {
            return failed.offset();
        }

        @Override
        public Headers headers() {
            return failed.headers();
        }

        @Override
        public long timestamp() {
            return failed.timestamp();
        }

        @Override
        public byte @Nullable [] sourceRawKey() {
            return failed.key();
        }

        @Override
        public byte @Nullable [] sourceRawValue() {
            return failed.value();
        }

        @Override
        public String processorNodeId() {
            return run.processorNodeId();
        }

        @Override
        public TaskId taskId() {
            return run.taskId();
        }
    }
}
