// SPDX-License-Identifier: Apache-2.0
/**
 * Engines and members run as child processes: how one is described, started, watched and ended.
 * Start reading at {@link io.tributary.cli.process.ChildJvm}.
 */
package io.tributary.cli.process;
