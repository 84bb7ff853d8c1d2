/** One writer a citizen: who may write is settled in the server that holds the graph. */
package mind.worker.lease;
