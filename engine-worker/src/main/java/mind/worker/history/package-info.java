/** The last hour of a mind's key figures. */
package mind.worker.history;
