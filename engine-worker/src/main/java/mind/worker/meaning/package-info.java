/** What a text means, as a vector from a service of the operator's choice, and which nodes lie near it. */
package mind.worker.meaning;
