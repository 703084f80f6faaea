// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.merkle;

import java.util.Objects;

/** The outcome of a check that must not throw: valid, or one sentence why not. */
public sealed interface Verdict {
    /** Whether the check passed. */
    boolean valid();

    /** One sentence why the check failed; empty if it passed. */
    String reason();

    /** The verdict of a passed check. */
    static Verdict accepted() {
        return new Accepted();
    }

    /** The verdict of a failed check. */
    static Verdict rejected(String reason) {
        return new Rejected(reason);
    }

    /** A passed check. */
    record Accepted() implements Verdict {
        @Override
        public boolean valid() {
            return true;
        }

        @Override
        public String reason() {
            return "";
        }
    }

    /** A failed check and its reason. */
    record Rejected(String reason) implements Verdict {
        /** Requires a reason. */
        public Rejected {
            Objects.requireNonNull(reason, "reason");
        }

        @Override
        public boolean valid() {
            return false;
        }
    }
}
