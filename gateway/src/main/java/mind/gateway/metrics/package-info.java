/** What the gateway counts, for Prometheus. Counting costs an add; the library that writes it out is loaded when asked. */
package mind.gateway.metrics;
