// SPDX-License-Identifier: Apache-2.0
/**
 * Spark jobs that publish Datanet versions, train models and answer SQL. Each is idempotent: run again, it gives the same
 * version and the same model. Start reading at {@link io.tributary.pipelines.TrainJob}.
 */
package io.tributary.pipelines;
