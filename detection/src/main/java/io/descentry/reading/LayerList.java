package io.descentry.reading;

import io.descentry.memory.MemoryFormatException;
import io.descentry.memory.MemoryReader;
import io.descentry.memory.MemoryWriter;
import io.descentry.reading.JobFacts.Layer;
import java.lang.ref.WeakReference;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/** The layers of a job in forward order, unchangeable. Jobs of the same architecture share one list, as long as one of them lives. */
public final class LayerList extends AbstractList<Layer> implements RandomAccess {
    /*
     * Names of neighbours mostly begin alike, and there are few kinds: stored are the kinds and activations once, and of a name what
     * differs from the one before. The bytes are made once for each architecture, so that to store a job's layers is to copy them,
     * and lists are equal if their bytes are.
     */
    private static final Map<LayerList, WeakReference<LayerList>> SHARED = new WeakHashMap<>();

    private final Layer[] layers;
    private final byte[] bytes;
    private final int hash;

    private LayerList(Layer[] layers, byte[] bytes) {
        this.layers = layers;
        this.bytes = bytes;
        hash = Arrays.hashCode(layers);
    }

    /** The list of layers that are equal to these. */
    public static LayerList of(List<Layer> layers) {
        return layers instanceof LayerList list ? list : read(written(layers));
    }

    /** The list that {@link #toBytes} wrote. */
    public static LayerList read(byte[] bytes) {
        MemoryReader in = new MemoryReader(bytes);
        LayerList list = new LayerList(read(in), bytes);
        if (!in.isAtEnd()) {
            throw new MemoryFormatException("more bytes than layers");
        }
        synchronized (SHARED) {
            WeakReference<LayerList> known = SHARED.get(list);
            LayerList shared = known == null ? null : known.get();
            if (shared != null) {
                return shared;
            }
            SHARED.put(list, new WeakReference<>(list));
            return list;
        }
    }

    /** The layers as bytes. Not to be changed. */
    public byte[] toBytes() {
        return bytes;
    }

    private static byte[] written(List<Layer> layers) {
        Map<String, Integer> words = new LinkedHashMap<>();
        for (Layer layer : layers) {
            note(words, layer.kind());
            note(words, layer.activation());
        }
        MemoryWriter out = new MemoryWriter();
        out.i32(words.size());
        words.keySet().forEach(out::text);
        out.i32(layers.size());
        String before = "";
        for (Layer layer : layers) {
            int same = same(before, layer.name());
            out.i32(same);
            out.text(layer.name().substring(same));
            out.i32(words.getOrDefault(layer.kind(), -1));
            out.i32(words.getOrDefault(layer.activation(), -1));
            out.bool(layer.frozen());
            out.i64(layer.parameters());
            before = layer.name();
        }
        return out.toBytes();
    }

    private static void note(Map<String, Integer> words, @Nullable String word) {
        if (word != null) {
            words.putIfAbsent(word, words.size());
        }
    }

    /** Characters with which both names begin, no half of one among them. */
    private static int same(String before, String name) {
        int same = 0;
        while (same < Math.min(before.length(), name.length()) && before.charAt(same) == name.charAt(same)) {
            same++;
        }
        return same > 0 && Character.isHighSurrogate(name.charAt(same - 1)) ? same - 1 : same;
    }

    private static Layer[] read(MemoryReader in) {
        String[] words = new String[in.length(1)];
        for (int i = 0; i < words.length; i++) {
            words[i] = in.text("");
        }
        Layer[] layers = new Layer[in.length(6)];
        String before = "";
        for (int i = 0; i < layers.length; i++) {
            int same = in.i32(0);
            if (same < 0 || same > before.length()) {
                throw new MemoryFormatException("a name that begins with " + same + " of " + before.length());
            }
            before = before.substring(0, same) + in.text("");
            layers[i] = new Layer(before, word(words, in.i32(0)), word(words, in.i32(0)), in.bool(false), in.i64(0));
        }
        return layers;
    }

    private static @Nullable String word(String[] words, int place) {
        if (place < -1 || place >= words.length) {
            throw new MemoryFormatException("word " + place + " of " + words.length);
        }
        return place < 0 ? null : words[place];
    }

    @Override
    public Layer get(int i) {
        return layers[i];
    }

    @Override
    public int size() {
        return layers.length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof LayerList list ? Arrays.equals(bytes, list.bytes) : super.equals(other));
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
