/** What an engine tells: gathered on the tick thread without waiting, encoded and sent by one thread of its own. */
package mind.worker.publish;
