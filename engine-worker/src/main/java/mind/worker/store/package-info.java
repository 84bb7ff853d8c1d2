/** Graphs written and read whole: seed, import and export, as short processes that the {@code mind} command starts. */
package mind.worker.store;
