/** The {@code mind} command: one class a verb, and how each shows what it found. */
package mind.supervisor.cli;
