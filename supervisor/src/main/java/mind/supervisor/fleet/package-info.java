/** The keeper of services: one loop that owns their states, and the pure decisions it takes. */
package mind.supervisor.fleet;
