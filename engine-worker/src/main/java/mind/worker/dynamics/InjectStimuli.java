package mind.worker.dynamics;

import java.util.Arrays;
import mind.worker.dynamics.TickReport.Injection;

/**
 * Takes waiting stimuli and gives their energy to nodes over two channels: up to the threshold by need, and beyond by
 * similarity. Engine.md 2.3.
 */
final class InjectStimuli implements Phase {
    private static final double LEAST_BUDGET = 0.15;
    private static final double MOST_PER_NODE = 10;
    private static final double MOST_ENERGY = 100;
    private static final double LEAST_DELTA = 1e-9;

    private final EngineSettings settings;
    private final StimulusQueue queue;
    private final Energies energies;

    InjectStimuli(EngineSettings settings, StimulusQueue queue, Energies energies) {
        this.settings = settings;
        this.queue = queue;
        this.energies = energies;
    }

    @Override
    public void run(TickReport tick) {
        tick.injections = 0;
        for (int taken = 0; taken < settings.stimuliPerTick(); taken++) {
            StimulusQueue.Waiting next = queue.poll();
            if (next == null) {
                break;
            }
            inject(next, tick.nextInjection());
        }
        tick.stimuliTaken = tick.injections;
        tick.stimuliWaiting = queue.size();
    }

    private void inject(StimulusQueue.Waiting waiting, Injection done) {
        done.reset(waiting.stimulus());
        Candidates.Found found = waiting.found();
        done.path = found.path();
        done.candidates = found.node().length;
        if (waiting.stimulus().throttle() <= 0) {
            done.path = "suppressed";
            return;
        }
        double sum = Arrays.stream(found.similarity()).sum();
        if (sum <= 0) {
            return;
        }
        select(found, sum, done);
        share(done, waiting.stimulus().throttle());
        apply(done);
    }

    /** The most similar candidates, as many as it takes to cover the share their entropy asks for. */
    private static void select(Candidates.Found found, double sum, Injection done) {
        double entropy = 0;
        for (double similarity : found.similarity()) {
            double p = similarity / sum;
            entropy -= p * Math.log(p + 1e-10);
        }
        done.entropy = entropy;
        done.coverage = 1 - Math.exp(-entropy);
        int[] order = bySimilarity(found.similarity());
        done.room(order.length);
        double covered = 0;
        for (int k = 0; k < order.length; k++) {
            covered += found.similarity()[order[k]] / sum;
            done.node[k] = found.node()[order[k]];
            done.similarity[k] = found.similarity()[order[k]];
            done.selected = k + 1;
            if (covered >= done.coverage) {
                return;
            }
        }
    }

    /** Places in descending order of similarity; equal ones stay in their order, which is by load rank. */
    private static int[] bySimilarity(double[] similarity) {
        Integer[] order = new Integer[similarity.length];
        Arrays.setAll(order, k -> k);
        Arrays.sort(order, (a, b) -> Double.compare(similarity[b], similarity[a]));
        return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
    }

    private void share(Injection done, double throttle) {
        int n = done.selected;
        double sum = 0;
        for (int k = 0; k < n; k++) {
            sum += done.similarity[k];
        }
        done.budget = Math.max(LEAST_BUDGET, sum * throttle);
        double concentration = 0;
        double gaps = 0;
        double needs = 0;
        double likes = 0;
        for (int k = 0; k < n; k++) {
            energies.touch(done.node[k]);
            double s = done.similarity[k] / sum;
            concentration += s * s;
            gaps += gap(done.node[k]);
            needs += need(done.node[k]);
            likes += Math.pow(done.similarity[k], 1.3);
        }
        done.lambda = Math.max(0.3, Math.min(0.8, 0.6 + (gaps / n > 10 ? 0.2 : 0) - (concentration > 0.2 ? 0.2 : 0)));
        done.topUp = done.lambda * done.budget;
        done.amplifier = (1 - done.lambda) * done.budget;
        double total = 0;
        for (int k = 0; k < n; k++) {
            int i = done.node[k];
            double up =
                    needs == 0 ? 0 : Math.min(gap(i), need(i) / needs * done.topUp); // all far above their thresholds
            done.delta[k] = Math.min(up + Math.pow(done.similarity[k], 1.3) / likes * done.amplifier, MOST_PER_NODE);
            total += done.delta[k];
        }
        if (total > done.budget) {
            for (int k = 0; k < n; k++) {
                done.delta[k] *= done.budget / total;
            }
        }
    }

    private double gap(int i) {
        return Math.max(0, energies.theta[i] - energies.energy[i]);
    }

    private double need(int i) {
        return 1 / (1 + Math.exp(-(energies.theta[i] - energies.energy[i]) / 8));
    }

    private void apply(Injection done) {
        for (int k = 0; k < done.selected; k++) {
            if (done.delta[k] < LEAST_DELTA) {
                done.delta[k] = 0;
                continue;
            }
            int i = done.node[k];
            double old = energies.energy[i];
            energies.set(i, Math.max(0, Math.min(MOST_ENERGY, old + done.delta[k])));
            done.delta[k] = energies.energy[i] - old;
            done.added += done.delta[k];
        }
    }
}
