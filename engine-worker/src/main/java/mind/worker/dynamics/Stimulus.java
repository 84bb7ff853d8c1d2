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
 */
public record Stimulus(String id, String text, String source, List<String> primaryEntities, double throttle) {
    public Stimulus {
        primaryEntities = List.copyOf(primaryEntities);
    }

    /** A stimulus of words alone. */
    public static Stimulus of(String text) {
        return new Stimulus("", text, "external", List.of(), 1);
    }
}
