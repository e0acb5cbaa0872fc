package io.descentry.app.docs;

import java.util.ArrayList;
import java.util.List;

/**
 * What a record costs: so much in any case, so much for each layer, so much for each byte that is written for it.
 *
 * @param record microseconds of CPU for a record without layers
 * @param layer microseconds for each layer of it
 * @param kilobyte microseconds for each 1,000 bytes that it puts into changelogs
 */
record CostModel(double record, double layer, double kilobyte) {
    private static final int PARTS = 3;

    /**
     * The model that is nearest to what was measured, by least squares of the relative differences; parts that would be negative
     * are none.
     */
    static CostModel nearestTo(List<Measured> loads) {
        boolean[] used = {true, true, true};
        while (true) {
            double[] parts = solve(loads, used);
            int negative = -1;
            for (int part = 0; part < PARTS; part++) {
                if (parts[part] < 0 && (negative < 0 || parts[part] < parts[negative])) {
                    negative = part;
                }
            }
            if (negative < 0) {
                return new CostModel(parts[0], parts[1], parts[2]);
            }
            used[negative] = false;
        }
    }

    /**
     * From one load alone: what it took, less its layers and what was written for it, which were measured by themselves.
     *
     * @param layer microseconds for each layer
     * @param kilobyte microseconds for each 1,000 bytes into changelogs
     */
    static CostModel by(Measured load, double layer, double kilobyte) {
        return new CostModel(load.micros() - layer * load.layers() - kilobyte * written(load), layer, kilobyte);
    }

    /** Each load from a model that was made without it, so that it can be wrong. */
    static List<Double> foretold(List<Measured> loads) {
        List<Double> micros = new ArrayList<>();
        for (Measured load : loads) {
            List<Measured> others = new ArrayList<>(loads);
            others.remove(load);
            micros.add(nearestTo(others).micros(load.layers(), written(load)));
        }
        return micros;
    }

    /** CPU of a record with so many layers that puts so many kilobytes into changelogs. */
    double micros(int layers, double kilobytes) {
        return record + layer * layers + kilobyte * kilobytes;
    }

    /** Kilobytes that a record put into changelogs. */
    static double written(Measured load) {
        return 1e3 * load.logged() / load.rate();
    }

    /** The normal equations of the parts that are used, by elimination. */
    private static double[] solve(List<Measured> loads, boolean[] used) {
        double[][] rows = new double[PARTS][PARTS + 1];
        for (Measured load : loads) {
            double weight = 1 / load.micros();
            double[] terms = {weight, weight * load.layers(), weight * written(load)};
            for (int i = 0; i < PARTS; i++) {
                for (int j = 0; j < PARTS; j++) {
                    rows[i][j] += terms[i] * terms[j];
                }
                rows[i][PARTS] += terms[i];
            }
        }
        for (int part = 0; part < PARTS; part++) {
            if (!used[part]) {
                for (int i = 0; i < PARTS; i++) {
                    rows[i][part] = 0;
                    rows[part][i] = 0;
                }
                rows[part][part] = 1;
                rows[part][PARTS] = 0;
            }
        }
        for (int pivot = 0; pivot < PARTS; pivot++) {
            for (int i = 0; i < PARTS; i++) {
                double factor = rows[i][pivot] / rows[pivot][pivot];
                for (int j = pivot; i != pivot && j <= PARTS; j++) {
                    rows[i][j] -= factor * rows[pivot][j];
                }
            }
        }
        double[] parts = new double[PARTS];
        for (int part = 0; part < PARTS; part++) {
            parts[part] = rows[part][PARTS] / rows[part][part];
        }
        return parts;
    }
}
