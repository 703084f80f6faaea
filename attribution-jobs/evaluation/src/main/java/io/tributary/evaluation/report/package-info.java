// SPDX-License-Identifier: Apache-2.0

/** {@code tributary eval attribution}: the job, its figures and their plots. */
package io.tributary.evaluation.report;
