package mind.supervisor.fleet;

import java.time.Instant;

/**
 * Something that happened to a service or to the supervisor itself.
 *
 * @param number  rises by one; the order of events, whatever the wall clock does
 * @param time    wall clock
 * @param service its name; empty for the supervisor itself
 * @param type    {@code started}, {@code ready}, {@code state}, {@code exited}, {@code quarantined}, {@code stopped},
 *                {@code adopted}, {@code reloaded}, {@code warning}, {@code info}
 * @param text    one line for people, which begins with the service's name in brackets
 */
public record Event(long number, Instant time, String service, String type, String text) {}
