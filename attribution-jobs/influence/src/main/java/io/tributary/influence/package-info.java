// SPDX-License-Identifier: Apache-2.0
/**
 * The attribution method {@code ipa1/factored}: integer features, a certified linear model, and exact influence of training
 * rows on answers, arrays in and arrays out. Enter at {@link io.tributary.influence.NewtonTrainer} for a model and at
 * {@link io.tributary.influence.BlockScorer} for scores; {@code lakehouse/protocol/spec/ipa1-factored.md} is the specification.
 */
package io.tributary.influence;
