package mind.worker.store;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mind.worker.store.Vocabulary.Length;

/**
 * The properties of a seeded graph's rows, in a fixed order. Each row's come from dice of its own, so they do not depend
 * on other rows. Energies are 0 in 98 % of the nodes and 0.3 in the rest; thresholds 0.5 in most and 0.15 to 0.45 in a
 * fourth, so that a stimulus of ordinary strength lifts some of its nodes well over.
 */
final class SeedRows {
    private static final long FIRST_DAY_MS = 1_761_432_000_000L;
    private static final long DAYS_MS = 30L * 86_400_000;
    private static final double OTHER_SCRIPT = 0.05;

    private static final double TEXT_CONFIDENCE = 0.30; // this and the next five: where dirty
    private static final double ISO_TIME = 0.50;
    private static final double BROKEN_JSON = 0.001;
    private static final double NOT_FINITE = 0.0005;
    private static final double NO_ID_FULL = 0.05;
    private static final double NO_ID_FOUND = 0.40;

    private static final String[] TRIGGERS = {
        "direct_experience",
        "inference",
        "external_input",
        "traversal_discovery",
        "systematic_analysis",
        "spontaneous_insight",
        "automated_recognition",
        "collective_deliberation"
    };
    private static final String[] ROLES = {
        "translator",
        "architect",
        "validator",
        "pragmatist",
        "pattern_recognizer",
        "boundary_keeper",
        "partner",
        "observer"
    };
    private static final double[] CONFIDENCES = {0.95, 0.9, 0.85, 1.0, 0.8};
    private static final double[] CONFIDENCE_SUMS = {18, 36, 46, 49, 54};

    private static final List<String> LEAN_NODE = List.of("id", "name", "E", "theta", "weight");
    private static final List<String> LEAN_LINK = List.of("weight");
    private static final List<String> MEMBER =
            List.of("weight", "activation_ema", "activation_count", "created_at", "updated_at");
    private static final List<String> COPY = List.of("id", "created_at");
    private static final List<String> STATE_ROW = List.of("citizen_id", "entity_activations", "created_at");

    private final SeedPlan plan;
    private final Vocabulary words;
    private final BulkBytes out = new BulkBytes(2_048);
    private final List<String> keys = new ArrayList<>();
    private List<String> lastKeys = List.of();

    SeedRows(SeedPlan plan) {
        this.plan = plan;
        this.words = new Vocabulary(plan.key());
    }

    /** The values of the row made last, valid until the next. */
    BulkBytes values() {
        return out;
    }

    private List<String> start(List<String> fixed) {
        out.clear();
        return fixed;
    }

    private void startCollecting() {
        out.clear();
        keys.clear();
    }

    /** The keys collected; rows of one shape share one list, which makes them easy to tell alike. */
    private List<String> collected() {
        if (!keys.equals(lastKeys)) {
            lastKeys = List.copyOf(keys);
        }
        return lastKeys;
    }

    private BulkBytes key(String name) {
        keys.add(name);
        return out;
    }

    /** The application's id of subentity {@code s}. */
    String subentityId(int s) {
        return "entity_citizen_" + plan.name().citizen() + "_" + role(s);
    }

    private String role(int s) {
        return s < ROLES.length ? ROLES[s] : words.role(s);
    }

    /** Label of a subentity's row; the spelling differs where dirty. */
    String subentityLabel(int s, int copy) {
        double luck = Dice.of(plan.key(), 1_000_003L * copy + s + (5L << 40)).unit();
        return !plan.dirty() || luck < 0.70 ? "SubEntity" : luck < 0.95 ? "Subentity" : "subentity";
    }

    /** Keys of the first row of subentity {@code s}. */
    List<String> subentity(int s) {
        var dice = Dice.of(plan.key(), s + (6L << 40));
        if (plan.lean()) {
            start(COPY);
            out.add(subentityId(s));
            addTime(dice, timeMs(dice));
            return COPY;
        }
        startCollecting();
        boolean found = plan.profile() == SeedPlan.Profile.FOUND;
        key("id").add(subentityId(s));
        if (!found) {
            key("name").add(role(s).replace('_', ' ').replace('-', ' '));
            key("role_or_topic").add(role(s));
            key("description").add(words.text(Length.DESCRIPTION, dice));
            key("color").add(color(s));
        }
        if (!plan.dirty() || !found && dice.chance(0.5)) {
            key("entity_kind").add(s < ROLES.length ? "functional" : "semantic");
        }
        key("centroid_dims").add(0L);
        for (String zero : List.of("coherence_ema", "ema_active", "log_weight", "ema_wm_presence", "ema_trace_seats")) {
            key(zero).add(0.0);
        }
        key("ema_formation_quality").add(0.0);
        key("member_count").add(0L);
        key("stability_state").add(s < ROLES.length ? "mature" : "candidate");
        key("quality_score").add(0.0);
        key("frames_since_creation").add(0L);
        key("high_quality_streak").add(0L);
        key("low_quality_streak").add(0L);
        key("pattern_weights").add("[0.5, 0.3, 0.2]");
        key("pattern_effectiveness").add("{\"regulation\": 0.5, \"rumination\": 0.5, \"distraction\": 0.5}");
        key("created_from").add("config_bootstrap");
        key("created_by").add("bootstrap_citizen_" + plan.name().citizen());
        key("substrate").add("organizational");
        key("scope").add("personal");
        long created = timeMs(dice);
        addTime(key("valid_at"), dice, created);
        addTime(key("created_at"), dice, created);
        key("confidence").add(1.0);
        key("formation_trigger").add("systematic_analysis");
        return collected();
    }

    /** Keys of a further row of subentity {@code s}: writers that merged a whole pattern left rows with an id and little else. */
    List<String> copy(int s, int copy) {
        start(COPY);
        out.add(subentityId(s));
        var dice = Dice.of(plan.key(), 1_000_003L * copy + s + (7L << 40));
        addTime(dice, timeMs(dice));
        return COPY;
    }

    /** Hues a golden angle apart, so that neighbours differ. */
    private static String color(int s) {
        double hue = s * 137.508 % 360 / 60;
        double chroma = 0.62;
        double middle = chroma * (1 - Math.abs(hue % 2 - 1));
        double[] rgb =
                switch ((int) hue) {
                    case 0 -> new double[] {chroma, middle, 0};
                    case 1 -> new double[] {middle, chroma, 0};
                    case 2 -> new double[] {0, chroma, middle};
                    case 3 -> new double[] {0, middle, chroma};
                    case 4 -> new double[] {middle, 0, chroma};
                    default -> new double[] {chroma, 0, middle};
                };
        return String.format(
                Locale.ROOT,
                "#%02x%02x%02x",
                Math.round((rgb[0] + 0.3) * 255),
                Math.round((rgb[1] + 0.3) * 255),
                Math.round((rgb[2] + 0.3) * 255));
    }

    /** Keys of the one row a citizen has about itself: no id, no name. */
    List<String> state() {
        start(STATE_ROW);
        out.add(plan.name().citizen());
        out.add(plan.dirty() ? "{'validator': 'dominant', 'architect': 'moderate'}" : "{\"validator\": \"dominant\"}");
        out.add(FIRST_DAY_MS);
        return STATE_ROW;
    }

    /** Keys of node {@code i}. */
    List<String> node(int i, NodeKind kind) {
        var dice = Dice.of(plan.key(), i + (8L << 40));
        String name = words.name(i);
        boolean hasId =
                !plan.dirty() || !dice.chance(plan.profile() == SeedPlan.Profile.FOUND ? NO_ID_FOUND : NO_ID_FULL);
        double energy = dice.chance(0.98) ? 0.0 : 0.3;
        if (plan.dirty() && dice.chance(NOT_FINITE)) {
            energy = dice.chance(0.5) ? Double.NaN : Double.POSITIVE_INFINITY;
        }
        double theta = dice.chance(0.75) ? 0.5 : dice.between(0.15, 0.45, 0.01);
        double confidence = kind.stub() ? 0.3 : CONFIDENCES[dice.pick(CONFIDENCE_SUMS)];
        startCollecting();
        if (plan.lean()) {
            if (hasId) {
                key("id").add(name);
            }
            key("name").add(name);
            key("E").add(energy);
            key("theta").add(theta);
            key("weight").add(confidence);
            return collected();
        }
        key("name").add(name);
        key("description").add(kind.stub() ? "Auto-created stub for link reference" : described(dice));
        long created = timeMs(dice);
        addTime(key("valid_at"), dice, created);
        addTime(key("created_at"), dice, created);
        key("formation_trigger").add(kind.stub() ? "automated_recognition" : TRIGGERS[dice.below(TRIGGERS.length)]);
        addConfidence(dice, confidence);
        key("created_by").add(plan.name().citizen());
        key("substrate").add("ai");
        addTime(key("last_modified"), dice, created);
        key("traversal_count").add(0L);
        key("sub_entity_weights").add("{}");
        key("sub_entity_weight_counts").add("{}");
        key("sub_entity_last_sequence_positions").add("{}");
        key("energy").add(0.0);
        key("weight").add(confidence);
        key("log_weight").add(logWeight(dice));
        key("ema_trace_seats").add(0.0);
        key("ema_wm_presence").add(0.0);
        key("ema_formation_quality").add(0.0);
        addDetails(kind, name, dice);
        key("log_weight_overlays").add(plan.dirty() && dice.chance(BROKEN_JSON) ? "{\"translator\":" : "{}");
        key("last_update_timestamp").add(created + 16_000_000);
        key("scope").add("personal");
        key("E").add(energy);
        key("theta").add(theta);
        if (hasId) {
            key("id").add(name);
        }
        key("entity_activations").add("{}");
        return collected();
    }

    private String described(Dice dice) {
        String text = words.text(Length.DESCRIPTION, dice);
        return dice.chance(OTHER_SCRIPT) ? text + words.otherScript(dice) : text;
    }

    private void addDetails(NodeKind kind, String name, Dice dice) {
        switch (kind) {
            case STUB ->
                key("definition")
                        .add("Placeholder node created automatically because a link referenced '" + name
                                + "' before it was explicitly formed");
            case REALIZATION -> {
                key("what_i_realized").add(words.text(Length.INSIGHT, dice));
                key("context_when_discovered").add(words.text(Length.FEELING, dice));
            }
            case PERSONAL_PATTERN -> {
                key("behavior_description").add(words.text(Length.INSIGHT, dice));
                key("frequency").add("frequent");
                key("awareness_level").add("conscious");
            }
            case PERSONAL_GOAL -> key("goal_description").add(words.text(Length.FEELING, dice));
            case COPING_MECHANISM -> {
                key("mechanism_description").add(words.text(Length.FEELING, dice));
                key("what_it_protects_from").add(words.text(Length.DESCRIPTION, dice));
            }
            default -> key("definition").add(words.text(Length.FEELING, dice));
        }
    }

    /** Keys of content link {@code link}. */
    List<String> link(int link, String type) {
        var dice = Dice.of(plan.key(), link + (9L << 40));
        double confidence = CONFIDENCES[dice.pick(CONFIDENCE_SUMS)];
        if (plan.lean()) {
            start(LEAN_LINK);
            out.add(confidence);
            return LEAN_LINK;
        }
        startCollecting();
        key("goal").add(words.text(Length.GOAL, dice));
        key("mindstate").add(words.text(Length.MIND_STATE, dice));
        addConfidence(dice, confidence);
        key("formation_trigger").add(TRIGGERS[dice.below(TRIGGERS.length)]);
        long created = timeMs(dice);
        addTime(key("valid_at"), dice, created);
        addTime(key("created_at"), dice, created);
        key("validation_status").add("theoretical");
        key("created_by").add(plan.name().citizen());
        key("substrate").add("ai");
        addTime(key("last_modified"), dice, created);
        key("traversal_count").add(0L);
        key("sub_entity_weights").add("{}");
        key("sub_entity_traversal_counts").add("{}");
        key("weight").add(confidence);
        key("link_strength").add(0.5);
        key("co_activation_count").add(1L);
        key("co_injection_count").add(1L);
        key("co_retrieval_count").add("{}");
        key("sub_entity_valences").add("{}");
        key("sub_entity_emotion_vectors").add("{}");
        key("activated").add(false);
        key("energy").add(0.5);
        key("log_weight").add(logWeight(dice));
        key("ema_trace_seats").add(0.0);
        key("ema_phi").add(0.0);
        key("precedence_forward").add(0.0);
        key("precedence_backward").add(0.0);
        key(type.equals("BLOCKS") ? "blocking_condition" : "enabling_type").add(words.text(Length.MIND_STATE, dice));
        key("felt_as").add(words.text(Length.FEELING, dice));
        key("updated_at").add(created + 9_000_000);
        return collected();
    }

    /** Keys of membership {@code member}. */
    List<String> membership(int member) {
        var dice = Dice.of(plan.key(), member + (10L << 40));
        double weight = dice.between(0.05, 1.0, 0.01);
        if (plan.lean()) {
            start(LEAN_LINK);
            out.add(weight);
            return LEAN_LINK;
        }
        start(MEMBER);
        out.add(weight);
        out.add(0.0);
        out.add(0L);
        long created = timeMs(dice);
        out.add(created);
        out.add(created);
        return MEMBER;
    }

    private void addConfidence(Dice dice, double confidence) {
        if (plan.dirty() && dice.chance(TEXT_CONFIDENCE)) {
            key("confidence").add(Double.toString(confidence));
        } else {
            key("confidence").add(confidence);
        }
    }

    private static double logWeight(Dice dice) {
        return dice.chance(0.9) ? 0.0 : dice.between(0.0001, 0.015, 0.0001);
    }

    private static long timeMs(Dice dice) {
        return FIRST_DAY_MS + (long) (dice.unit() * DAYS_MS);
    }

    private void addTime(Dice dice, long ms) {
        addTime(out, dice, ms);
    }

    private void addTime(BulkBytes to, Dice dice, long ms) {
        if (plan.dirty() && dice.chance(ISO_TIME)) {
            to.add(LocalDateTime.ofInstant(Instant.ofEpochMilli(ms), ZoneOffset.UTC)
                    .format(DateTimeFormatter.ISO_LOCAL_DATE_TIME));
        } else {
            to.add(ms);
        }
    }
}
