// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.client;

import io.tributary.protocol.error.TributaryException;

/** Nobody answers at the scheduler's address: it is down, or being started again. Whoever waits may go on waiting. */
public final class SilentSchedulerException extends TributaryException {
    private static final long serialVersionUID = 1L;

    /** Says where, and why. */
    public SilentSchedulerException(String message, Throwable cause) {
        super(3, message, cause);
    }
}
