package io.quorate.client.relay;

/** What happens to the bytes of one direction between two nodes. */
public enum LinkState {
    /** They pass, as late as the link says. */
    UP,
    /** They vanish, and nobody is told: a cable pulled, a packet filter that drops. */
    DROPPING,
    /** Connections are reset, new ones too, and both nodes learn of it: a packet filter that rejects. */
    RESETTING
}
