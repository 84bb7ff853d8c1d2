/** Which citizens exist: FalkorDB's graphs and the naming rule. */
package mind.supervisor.discover;
