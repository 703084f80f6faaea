// SPDX-License-Identifier: Apache-2.0

/** Ways to score rows against answers: the committed integers, their float twin, and what others publish. */
package io.tributary.evaluation.method;
