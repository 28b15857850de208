package io.quorate.server.command;

import io.quorate.server.common.SessionId;

/**
 * Names one request of a session, so that sending it again does not apply it again.
 *
 * @param sequence 1, 2, 3 ...
 * @param acknowledgedBelow replies to all smaller sequences have been received and may be forgotten
 */
public record SessionStamp(SessionId session, long sequence, long acknowledgedBelow) {}
