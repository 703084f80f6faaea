// SPDX-License-Identifier: Apache-2.0

/** Pay under each rule, against what leaving a contributor out costs. */
package io.tributary.evaluation.pay;
