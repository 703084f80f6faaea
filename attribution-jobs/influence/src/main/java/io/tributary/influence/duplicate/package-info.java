// SPDX-License-Identifier: Apache-2.0
/**
 * The rule {@code jaccard/v1}: which texts are near-duplicates, to the bit. Enter at {@link
 * io.tributary.influence.duplicate.TextPrint} for two texts and at {@link io.tributary.influence.duplicate.DuplicateIndex} for many;
 * {@code lakehouse/protocol/spec/duplicates.md} is the specification.
 */
package io.tributary.influence.duplicate;
