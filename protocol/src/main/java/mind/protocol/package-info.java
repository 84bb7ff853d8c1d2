/** The words that gateway, engine worker and supervisor share: channels, envelopes, codec, settings and exit codes. */
package mind.protocol;
