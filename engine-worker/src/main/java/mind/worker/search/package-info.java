/** Finding nodes and subentities by what they are called and described as, from an index made at the first search. */
package mind.worker.search;
