// SPDX-License-Identifier: Apache-2.0
/**
 * Values that the ingestion must refuse, each by a rule that is known beforehand: what {@code tributary lab} and the tests plant.
 * Start reading at {@link io.tributary.ingestion.fault.FaultyContributions}.
 */
package io.tributary.ingestion.fault;
