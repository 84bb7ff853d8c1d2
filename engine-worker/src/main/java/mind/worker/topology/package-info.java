/** What the shape of a mind says: hubs, depth, breadth, communities of its subentities; worked out beside the ticks. */
package mind.worker.topology;
