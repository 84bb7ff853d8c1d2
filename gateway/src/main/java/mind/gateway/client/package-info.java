/** The browsers: one object a socket, its subscriptions as cursors into the shared logs, and all of them together. */
package mind.gateway.client;
