/** What to keep: the services file, its strict reader, and the built-in default. */
package mind.supervisor.config;
