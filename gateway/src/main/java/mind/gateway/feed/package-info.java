/** What comes from Redis: one subscription, a log a citizen (its snapshot and what followed), lifecycles, commands. */
package mind.gateway.feed;
