#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Lays out what a Flink and a Spark cluster load, from the jars that a checkout is built with:
#   engine-homes.sh CHECKOUT TARGET    makes TARGET/flink/lib and TARGET/spark/jars
# Flink gets no jar of the project itself: those travel with the job.
set -eu

checkout=$(CDPATH='' cd -- "$1" && pwd -P)
target=$2

entries() {
    tr ':' '\n' <"$checkout/$1/target/runtime.classpath" | sed '/^$/d'
}

mkdir -p "$target/flink/lib" "$target/spark/jars"
entries ingestion/flink | grep -v '/tributary-[^/]*\.jar$' | while IFS= read -r jar; do
    cp "$jar" "$target/flink/lib/"
done
{
    entries attribution-jobs/spark
    ls "$checkout"/attribution-jobs/spark/target/tributary-attribution-[0-9]*.jar
} | while IFS= read -r jar; do
    cp "$jar" "$target/spark/jars/"
done
