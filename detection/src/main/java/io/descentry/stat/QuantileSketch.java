package io.descentry.stat;

import com.tdunning.math.stats.MergingDigest;
import com.tdunning.math.stats.TDigest;
import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import java.nio.ByteBuffer;

/** The distribution of any number of values in about a kilobyte, exact at its ends and finer near them than in the middle. */
public final class QuantileSketch implements Memory {
    /*
     * A merging t-digest [1]: neighbouring values are joined into centroids, of which those near the ends hold few values and the
     * outermost one each. Digests can be joined, which is how the past is forgotten: one of this month and one of the last.
     *
     * Between changes the digest is kept as the bytes that are stored, so that a restart changes no digit of what it says.
     *
     * [1] Dunning and Ertl 2019, arXiv 1902.04023.
     */
    private static final double COMPRESSION = 100;

    private static final int MOST_BYTES = 8192;
    private static final byte[] EMPTY = {};

    private byte[] digest = EMPTY;
    private long size;

    /** Takes in finite values. */
    public void add(double... values) {
        if (values.length == 0) {
            return;
        }
        MergingDigest grown = new MergingDigest(COMPRESSION);
        addTo(grown);
        for (double value : values) {
            grown.add(value, 1);
        }
        ByteBuffer bytes = ByteBuffer.allocate(grown.smallByteSize());
        grown.asSmallBytes(bytes);
        digest = new byte[bytes.position()];
        bytes.flip().get(digest);
        size = grown.size();
    }

    /** Whether it took in no value. */
    public boolean isEmpty() {
        return size == 0;
    }

    /** Number of values taken in. */
    public long size() {
        return size;
    }

    /** Joins the values into another digest. */
    void addTo(TDigest other) {
        if (!isEmpty()) {
            other.add(read());
        }
    }

    private MergingDigest read() {
        return MergingDigest.fromBytes(ByteBuffer.wrap(digest));
    }

    @Override
    public void sync(MemoryIo io) {
        size = io.i64(size);
        digest = io.bytes(digest, MOST_BYTES);
    }
}
