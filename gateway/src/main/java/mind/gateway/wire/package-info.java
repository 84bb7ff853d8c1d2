/** The two dialects as pure functions from what happened to the bytes of a frame. */
package mind.gateway.wire;
