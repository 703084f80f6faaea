// SPDX-License-Identifier: Apache-2.0

/** The shipped data sets as integer rows with labels and contributors, divided by a seed. */
package io.tributary.evaluation.data;
