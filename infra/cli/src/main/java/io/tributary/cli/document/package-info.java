// SPDX-License-Identifier: Apache-2.0
/**
 * Reads files that people contribute: text, Markdown, JSON lines, CSV and Parquet become rows, in one deterministic way, and a hostile
 * file is refused by a rule before it costs memory. Start reading at {@link io.tributary.cli.document.DocumentFile}.
 */
package io.tributary.cli.document;
