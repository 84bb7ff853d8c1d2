/** Who may come in and how much of it: origins, tokens, addresses, the rules of {@code BIND}, and every limit. */
package mind.gateway.access;
