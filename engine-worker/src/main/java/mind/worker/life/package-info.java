/** The course of a worker's life: lease, load, run, and again; and the engine that runs meanwhile. */
package mind.worker.life;
