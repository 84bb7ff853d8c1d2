package mind.worker.dynamics;

import java.util.List;
import java.util.Map;
import mind.protocol.Env;

/**
 * Everything about an engine that can be set. {@link #table} has each one's variable, range, unit, default and meaning.
 *
 * @param tickMs            base interval between ticks, milliseconds
 * @param dtCapS            longest step of the physics, seconds
 * @param alpha             share of a node's energy that a link of ease 1 carries a second, 1/s
 * @param delta0            base of the controller's decay factor
 * @param kp                controller's proportional gain
 * @param controller        whether the controller moves delta
 * @param decay             off, by type, or one rate for all
 * @param diffusion         whether active nodes send energy
 * @param strengthen        whether links learn from the energy they carry
 * @param weightDecayTicks  ticks between two weight decays
 * @param boundaryLearning  whether strides between subentities make and strengthen RELATES_TO
 * @param boundaryStrides   whether energy strides from one winning subentity to the next
 * @param stickiness        whether targets keep only a part of what reaches them
 * @param adaptiveTick      whether the interval follows stimuli, activation and arousal
 * @param lifecycle         whether subentities are assessed and promoted
 * @param membershipLearning whether nodes come to belong to subentities they are awake with
 * @param emergence         whether stimuli may bring forth new subentities
 * @param dissolve          whether subentities that emerged and came to nothing are taken away again
 * @param growthS           seconds between two subentities brought forth, and between two rounds of memberships
 * @param wmMax             most subentities in working memory
 * @param wmBudget          most tokens in working memory
 * @param coactivationAlpha step of the co-activation averages
 * @param stimulusQueue     most stimuli that wait
 * @param stimuliPerTick    most stimuli taken a tick
 */
public record EngineSettings(
        int tickMs,
        double dtCapS,
        double alpha,
        double delta0,
        double kp,
        boolean controller,
        Decay decay,
        boolean diffusion,
        boolean strengthen,
        int weightDecayTicks,
        boolean boundaryLearning,
        boolean boundaryStrides,
        boolean stickiness,
        boolean adaptiveTick,
        boolean lifecycle,
        boolean membershipLearning,
        boolean emergence,
        boolean dissolve,
        int growthS,
        int wmMax,
        int wmBudget,
        double coactivationAlpha,
        int stimulusQueue,
        int stimuliPerTick) {

    /** How energy fades: by the type's half-life, by one rate for all nodes, or not at all. */
    public enum Decay {
        TYPED,
        FLAT,
        OFF
    }

    private static final Setting TICK =
            Setting.whole("ENGINE_TICK_MS", 50, 10_000, "ms", 100, "interval between ticks at multiplier 1");
    private static final Setting DT_CAP =
            Setting.decimal("ENGINE_DT_CAP_S", 0.01, 60, "s", 5, "longest step of the physics");
    private static final Setting ALPHA = Setting.decimal(
            "ENGINE_ALPHA", 0, 1, "1/s", 0.1, "share of its energy a node sends a second over a link of ease 1");
    private static final Setting DELTA0 =
            Setting.decimal("ENGINE_DELTA0", 0.001, 0.2, "", 0.03, "decay factor at branching ratio 1");
    private static final Setting KP =
            Setting.decimal("ENGINE_KP", 0, 1, "", 0.05, "how far the branching ratio moves the decay factor");
    private static final Setting CONTROLLER =
            Setting.flag("ENGINE_CONTROLLER", true, "hold the branching ratio near 1 by the decay factor");
    private static final Setting DECAY = Setting.choice(
            "ENGINE_DECAY", List.of("typed", "flat", "off"), "energy decay: by node type, one rate for all, none");
    private static final Setting DIFFUSION =
            Setting.flag("ENGINE_DIFFUSION", true, "active nodes send energy over their easiest link");
    private static final Setting STRENGTHEN =
            Setting.flag("ENGINE_STRENGTHEN", true, "links that carry energy grow easier");
    private static final Setting WEIGHT_DECAY =
            Setting.whole("ENGINE_WEIGHT_DECAY_TICKS", 1, 1_000_000, "ticks", 60, "ticks between two weight decays");
    private static final Setting BOUNDARY_LEARNING = Setting.flag(
            "ENGINE_BOUNDARY_LEARNING", true, "strides across subentities strengthen RELATES_TO between them");
    private static final Setting BOUNDARY_STRIDES = Setting.flag(
            "ENGINE_BOUNDARY_STRIDES", false, "energy strides from the last winning subentity to the next");
    private static final Setting STICKINESS =
            Setting.flag("ENGINE_STICKINESS", false, "a target keeps only the share its type allows");
    private static final Setting ADAPTIVE_TICK = Setting.flag(
            "ENGINE_ADAPTIVE_TICK", false, "the interval follows stimuli, activation and arousal, 0.1 to 60 s");
    private static final Setting LIFECYCLE =
            Setting.flag("ENGINE_LIFECYCLE", true, "assess subentities and promote those that stay good");
    private static final Setting MEMBERSHIP_LEARNING = Setting.flag(
            "ENGINE_MEMBERSHIP_LEARNING", false, "nodes come to belong to subentities they are awake with");
    private static final Setting EMERGENCE =
            Setting.flag("ENGINE_EMERGENCE", false, "stimuli that find a gap may bring forth a subentity");
    private static final Setting GROWTH = Setting.whole(
            "ENGINE_GROWTH_S",
            1,
            86_400,
            "s",
            60,
            "least time between two subentities brought forth, and between two rounds of memberships");
    private static final Setting DISSOLVE =
            Setting.flag("ENGINE_DISSOLVE", false, "subentities that emerged and stay poor are deleted; never others");
    private static final Setting WM_MAX =
            Setting.whole("ENGINE_WM_MAX", 1, 100, "subentities", 7, "most subentities in working memory");
    private static final Setting WM_BUDGET =
            Setting.whole("ENGINE_WM_BUDGET", 50, 1_000_000, "tokens", 2000, "most tokens in working memory");
    private static final Setting COACTIVATION_ALPHA =
            Setting.decimal("ENGINE_COACTIVATION_ALPHA", 0, 1, "", 0.1, "step of the co-activation averages");
    private static final Setting STIMULUS_QUEUE =
            Setting.whole("ENGINE_STIMULUS_QUEUE", 1, 100_000, "stimuli", 1000, "most stimuli waiting; oldest dropped");
    private static final Setting STIMULI_PER_TICK =
            Setting.whole("ENGINE_STIMULI_PER_TICK", 1, 10_000, "stimuli", 64, "most stimuli taken a tick");

    /** Every setting, in the order to print them. */
    public static List<Setting> table() {
        return List.of(
                TICK,
                DT_CAP,
                ALPHA,
                DELTA0,
                KP,
                CONTROLLER,
                DECAY,
                DIFFUSION,
                STRENGTHEN,
                WEIGHT_DECAY,
                BOUNDARY_LEARNING,
                BOUNDARY_STRIDES,
                STICKINESS,
                ADAPTIVE_TICK,
                LIFECYCLE,
                MEMBERSHIP_LEARNING,
                EMERGENCE,
                DISSOLVE,
                GROWTH,
                WM_MAX,
                WM_BUDGET,
                COACTIVATION_ALPHA,
                STIMULUS_QUEUE,
                STIMULI_PER_TICK);
    }

    /** Whether the mind may change the structure of its graph. */
    public boolean growing() {
        return membershipLearning || emergence || dissolve;
    }

    /** Reads all settings; problems are collected in {@code env}. */
    public static EngineSettings from(Env env) {
        return new EngineSettings(
                TICK.whole(env),
                DT_CAP.decimal(env),
                ALPHA.decimal(env),
                DELTA0.decimal(env),
                KP.decimal(env),
                CONTROLLER.flag(env),
                Decay.valueOf(DECAY.choice(env).toUpperCase(java.util.Locale.ROOT)),
                DIFFUSION.flag(env),
                STRENGTHEN.flag(env),
                WEIGHT_DECAY.whole(env),
                BOUNDARY_LEARNING.flag(env),
                BOUNDARY_STRIDES.flag(env),
                STICKINESS.flag(env),
                ADAPTIVE_TICK.flag(env),
                LIFECYCLE.flag(env),
                MEMBERSHIP_LEARNING.flag(env),
                EMERGENCE.flag(env),
                DISSOLVE.flag(env),
                GROWTH.whole(env),
                WM_MAX.whole(env),
                WM_BUDGET.whole(env),
                COACTIVATION_ALPHA.decimal(env),
                STIMULUS_QUEUE.whole(env),
                STIMULI_PER_TICK.whole(env));
    }

    /** The defaults, but for what {@code overrides} sets by variable name. */
    public static EngineSettings with(Map<String, String> overrides) {
        Env env = new Env(overrides);
        return env.orThrow(from(env));
    }
}
