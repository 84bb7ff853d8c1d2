/** The socket between the {@code mind} command and the running supervisor: small HTTP over a Unix socket. */
package mind.supervisor.control;
