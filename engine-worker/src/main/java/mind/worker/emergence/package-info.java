/** New subentities out of what stimuli find lying together, and the end of those that came to nothing. */
package mind.worker.emergence;
