// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import io.tributary.protocol.config.Configuration;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;

/**
 * What a batch step works with.
 *
 * @param spark the running session
 * @param configuration the installation's configuration
 * @param progress takes one line for each stage that begins
 */
public record JobContext(SparkSession spark, Configuration configuration, Consumer<String> progress) {

    /** Reports a stage and names Spark's work after it. */
    public void stage(String line) {
        spark.sparkContext().setJobDescription(line);
        progress.accept(line);
    }
}
