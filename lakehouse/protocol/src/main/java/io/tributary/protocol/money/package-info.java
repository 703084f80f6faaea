// SPDX-License-Identifier: Apache-2.0
/**
 * Integer splits of money: the largest remainder method, the split of one fee and the allocation of an epoch.
 * Start with {@link io.tributary.protocol.money.EpochAccounts}.
 */
package io.tributary.protocol.money;
