// SPDX-License-Identifier: Apache-2.0
/**
 * Versions of Datanets as folders that others can load: Parquet and JSON lines in the layout of Hugging Face, described by Croissant. Start
 * with {@link io.tributary.cli.dataset.DatasetExport}.
 */
package io.tributary.cli.dataset;
