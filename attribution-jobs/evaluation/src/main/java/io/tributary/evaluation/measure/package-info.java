// SPDX-License-Identifier: Apache-2.0

/** The measures: what scores and pay say, against what retraining does. */
package io.tributary.evaluation.measure;
