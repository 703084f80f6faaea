// SPDX-License-Identifier: Apache-2.0
/**
 * Who earns what where a contributor labelled or edited another one's words. Enter at {@link
 * io.tributary.influence.provenance.Chains}; {@code lakehouse/protocol/spec/provenance.md} is the specification.
 */
package io.tributary.influence.provenance;
