// SPDX-License-Identifier: Apache-2.0
/**
 * The attack laboratory: a market of contributors is trained, scored and paid twice by the committed integer kernels, once honestly
 * and once under attack, and what the attacker gains is printed beside the bound that the pay rule has to keep.
 */
package io.tributary.evaluation.attack;
