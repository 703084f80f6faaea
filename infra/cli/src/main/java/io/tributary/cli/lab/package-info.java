// SPDX-License-Identifier: Apache-2.0
/**
 * The ingestion under fire and under load: input by the hundred thousand with planted faults, processes killed meanwhile, and every item accounted for.
 * Start reading at {@link io.tributary.cli.lab.LabFeed}.
 */
package io.tributary.cli.lab;
