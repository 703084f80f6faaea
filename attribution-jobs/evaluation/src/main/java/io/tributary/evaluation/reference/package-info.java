// SPDX-License-Identifier: Apache-2.0

/** The truth that scores are judged by: retraining in double precision, with nothing in common with the committed kernels. */
package io.tributary.evaluation.reference;
