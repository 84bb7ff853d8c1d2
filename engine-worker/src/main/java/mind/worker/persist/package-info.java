/** Writing a mind back to its graph: what has moved enough, in batches the server refuses from anyone but the holder. */
package mind.worker.persist;
