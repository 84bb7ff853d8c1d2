package mind.worker.dynamics;

import java.util.List;

/**
 * Something that reaches a mind from outside.
 *
 * @param id              the asker's id of it
 * @param text            words; matched against names and descriptions
 * @param source          where it comes from, such as {@code user_message}
 * @param primaryEntities ids of subentities whose members it goes to; none: its words decide
 * @param throttle        multiplies what it may add, 1 normally; 0 or below adds nothing
 * @param near            nodes that mean something like it, by its vector; where any is known, they alone are its candidates
 */
public record Stimulus(
        String id, String text, String source, List<String> primaryEntities, double throttle, List<Near> near) {
    public Stimulus {
        primaryEntities = List.copyOf(primaryEntities);
        near = List.copyOf(near);
    }

    /**
     * A node near a stimulus.
     *
     * @param node       its id
     * @param similarity cosine, above 0, at most 1
     */
    public record Near(String node, double similarity) {}

    /** A stimulus without a vector. */
    public Stimulus(String id, String text, String source, List<String> primaryEntities, double throttle) {
        this(id, text, source, primaryEntities, throttle, List.of());
    }

    /** A stimulus of words alone. */
    public static Stimulus of(String text) {
        return new Stimulus("", text, "external", List.of(), 1);
    }
}
