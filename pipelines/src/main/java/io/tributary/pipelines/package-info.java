// SPDX-License-Identifier: Apache-2.0
/**
 * Spark jobs that publish Datanet versions and train models. Each is idempotent: run again, it gives the same
 * version and the same model.
 */
package io.tributary.pipelines;
