// SPDX-License-Identifier: Apache-2.0
/**
 * The tributary command. It wires everything together and starts engines as child JVMs.
 */
package io.tributary.cli;
