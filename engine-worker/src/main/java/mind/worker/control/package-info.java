/** Commands in, answers out: one handler a verb, found by name, none of them on the tick thread. */
package mind.worker.control;
