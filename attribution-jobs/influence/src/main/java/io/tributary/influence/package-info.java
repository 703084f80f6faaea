// SPDX-License-Identifier: Apache-2.0
/**
 * The mathematics of attribution: arrays in, arrays out. What members must agree on bit for bit is integer or
 * strict arithmetic.
 */
package io.tributary.influence;
