/** Connections to the servers a worker needs: opened when used, opened again when broken, patient when they are away. */
package mind.worker.link;
