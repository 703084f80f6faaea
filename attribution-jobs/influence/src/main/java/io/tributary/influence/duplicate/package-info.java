// SPDX-License-Identifier: Apache-2.0
/**
 * Which texts say again what was said, to the bit. Records: the rule {@code jaccard/v1}, entered at {@link
 * io.tributary.influence.duplicate.TextPrint} for two texts and at {@link io.tributary.influence.duplicate.DuplicateIndex} for many;
 * {@code lakehouse/protocol/spec/duplicates.md} is the specification. Passages: {@link io.tributary.influence.duplicate.RepeatRule}, by
 * {@link io.tributary.influence.duplicate.FirstUsers} and {@link io.tributary.influence.duplicate.FirstWords}, of {@code ipa1-factored.md}.
 */
package io.tributary.influence.duplicate;
