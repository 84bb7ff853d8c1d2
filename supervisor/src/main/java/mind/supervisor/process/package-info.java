/** Processes as the operating system knows them: started, recorded, watched, signalled, counted; and the single owner. */
package mind.supervisor.process;
