// SPDX-License-Identifier: Apache-2.0
/**
 * Spark jobs that seal an epoch, score influence and split fees. They write leaves and roots to tables and
 * never talk to the ledger. Start reading at {@link io.tributary.attribution.AttributeJob}.
 */
package io.tributary.attribution;
