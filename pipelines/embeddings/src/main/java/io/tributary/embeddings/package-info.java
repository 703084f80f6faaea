// SPDX-License-Identifier: Apache-2.0
/**
 * Records that say in other words what an earlier one of somebody else says, for people who review a Datanet. A sentence model gives each
 * excerpt a vector; vectors that point the same way are shown. Nothing here is hashed, attested or paid, so floating point is allowed and
 * two machines may differ. Start reading at {@link io.tributary.embeddings.SenseJob}.
 */
package io.tributary.embeddings;
