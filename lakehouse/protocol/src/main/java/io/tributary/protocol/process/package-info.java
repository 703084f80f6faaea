// SPDX-License-Identifier: Apache-2.0
/**
 * How the processes of one installation belong together: children end with their parent, and
 * take a job and leave a result as one file each.
 * Start with {@link io.tributary.protocol.process.ParentWatch}.
 */
package io.tributary.protocol.process;
