// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

/** One row that is trained on and scored, and whose it is. */
record TrainingItem(String contributor, Example example) {}
