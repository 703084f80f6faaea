// SPDX-License-Identifier: Apache-2.0
/**
 * Rule sets of Datanets: what a record must be to come into a version, and to be used. Start with
 * {@link io.tributary.protocol.rule.RuleSet}.
 */
package io.tributary.protocol.rule;
