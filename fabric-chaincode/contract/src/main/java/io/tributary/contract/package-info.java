// SPDX-License-Identifier: Apache-2.0
/**
 * What members read before they endorse: the pure ledger contract over a state port. It knows no clock, no
 * randomness and no floating point.
 */
package io.tributary.contract;
