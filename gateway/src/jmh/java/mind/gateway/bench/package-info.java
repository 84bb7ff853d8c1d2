/** What {@code scripts/bench gateway} runs: real processes under load from real sockets, ratios from one run. */
package mind.gateway.bench;
