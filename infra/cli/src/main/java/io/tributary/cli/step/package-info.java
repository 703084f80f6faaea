// SPDX-License-Identifier: Apache-2.0
/**
 * What the commands do, one class per noun; each step reads the state of lake and ledger, does what is missing and
 * reports, so that running it again changes nothing. Start reading at {@link io.tributary.cli.step.EpochSteps}.
 */
package io.tributary.cli.step;
