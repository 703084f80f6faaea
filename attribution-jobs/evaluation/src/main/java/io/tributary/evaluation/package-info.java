// SPDX-License-Identifier: Apache-2.0

/**
 * Measures whether scores predict retraining and whether pay is fair. Floating point lives here freely: nothing of this module is
 * hashed, attested or paid.
 */
package io.tributary.evaluation;
