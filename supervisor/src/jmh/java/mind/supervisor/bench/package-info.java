/** What {@code scripts/bench supervisor} runs beside the keepers it compares. */
package mind.supervisor.bench;
