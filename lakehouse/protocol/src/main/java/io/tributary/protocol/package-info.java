// SPDX-License-Identifier: Apache-2.0
/**
 * The words that every part of the supply chain shares. They depend on the JDK alone, so that anybody can
 * verify with this jar and nothing else.
 */
package io.tributary.protocol;
