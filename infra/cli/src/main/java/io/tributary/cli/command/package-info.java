// SPDX-License-Identifier: Apache-2.0
/**
 * The command tree: what is typed, what help says, which step runs. Nothing is computed here.
 * Start reading at {@link io.tributary.cli.command.RootCommand}.
 */
package io.tributary.cli.command;
