// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.lab;

import io.tributary.cli.document.FileRule;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A file that must be refused.
 *
 * @param what what is wrong with it
 * @param rule by which it must be refused
 * @param file where it lies
 */
record HostileFile(String what, FileRule rule, Path file) {
    HostileFile {
        Objects.requireNonNull(what, "what");
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(file, "file");
    }
}
