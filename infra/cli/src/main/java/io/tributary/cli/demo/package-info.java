// SPDX-License-Identifier: Apache-2.0
/**
 * The demo: the steps of the commands, one after the other, on the speeches that come with the code.
 * Start reading at {@link io.tributary.cli.demo.Demo}.
 */
package io.tributary.cli.demo;
