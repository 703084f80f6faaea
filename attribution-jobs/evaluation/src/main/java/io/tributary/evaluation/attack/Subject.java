// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

/**
 * What a market is about.
 *
 * @param name the data set's name
 * @param classes number of classes
 * @param lambdaQ24 ridge in units of 2^-24
 * @param fractionBits fraction bits of the features
 * @param dictionaryTokens most tokens in the dictionary of texts; unused for images
 */
public record Subject(String name, int classes, int lambdaQ24, int fractionBits, int dictionaryTokens) {}
