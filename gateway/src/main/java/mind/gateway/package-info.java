/** The process that browsers talk to: the port first, then the server, then the feed from Redis. */
package mind.gateway;
