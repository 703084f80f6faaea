// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import io.tributary.protocol.error.Rule;
import io.tributary.protocol.merkle.Hash;

/**
 * Makes rejections. The reason is a sentence of the rule alone: the messages of parsers quote what they found, and what they found may be
 * somebody's unsealed text.
 */
final class Refusals {
    private Refusals() {}

    /** Refuses a value that could not be read far enough to know its items or signer. */
    static Rejection unread(KafkaValue value, Rule rule) {
        return of(value, rule, 1, "");
    }

    /** Refuses a value with everything in it. */
    static Rejection of(KafkaValue value, Rule rule, long items, String signer) {
        return new Rejection(
                rule.id(),
                reason(rule),
                value.topic(),
                value.partition(),
                value.offset(),
                Math.max(1, items),
                signer,
                Hash.sha256(value.value()).hex(),
                value.appendedMillis());
    }

    /** Refuses a batch with everything in it. */
    static Rejection of(VerifiedBatch batch, Rule rule) {
        return new Rejection(
                rule.id(),
                reason(rule),
                batch.topic(),
                batch.partition(),
                batch.offset(),
                Math.max(1, batch.itemCount()),
                batch.signer(),
                Hash.sha256(batch.value()).hex(),
                batch.appendedMillis());
    }

    /** Refuses one item of an accepted batch. */
    static Rejection of(VerifiedBatch batch, ItemPlace item, Rule rule) {
        return new Rejection(
                rule.id(),
                reason(rule),
                batch.topic(),
                batch.partition(),
                batch.offset(),
                1,
                batch.signer(),
                item.leafHash().hex(),
                batch.appendedMillis());
    }

    private static String reason(Rule rule) {
        return switch (rule) {
            case JSON_SYNTAX -> "the value is not JSON text in UTF-8";
            case JSON_DUPLICATE_KEY -> "an object names a key twice";
            case JSON_NUMBER -> "a JSON number stands where integers travel as decimal strings";
            case JSON_NOT_CANONICAL -> "the value is not the canonical form of its content";
            case JSON_SHAPE -> "a key is missing, unknown, or holds a value of the wrong kind or range";
            case RECORD_TOO_LARGE -> "the value has more bytes than ingest.record-bytes-max";
            case BATCH_TOO_MANY_ITEMS -> "the batch has more items than ingest.items-max";
            case SIGNATURE_MISSING -> "the envelope carries no signature";
            case SIGNATURE_KEY_UNKNOWN -> "the signer has no such key for this purpose at the time of arrival";
            case SIGNATURE_KEY_WEAK -> "the registered key is of small order: a signature under it proves nothing";
            case SIGNATURE_INVALID -> "the signature does not verify under the named key";
            case NETWORK_MISMATCH -> "signed for another network";
            case DATANET_MISMATCH -> "signed for another Datanet than the one it was sent to, or an item names another";
            case DATANET_UNKNOWN -> "no such Datanet is registered";
            case CONTRIBUTOR_UNKNOWN -> "the signer is not registered, or not active";
            case SEAL_KEY_MISSING -> "the contributor's sealing key for the Datanet is not in the key store";
            case ROOT_MISMATCH -> "the items do not hash to the signed root, or are not where the header says";
            case SEQUENCE_REPLAYED -> "another batch of this signer has taken this sequence before";
            case BATCH_DUPLICATE -> "the very same batch was accepted before";
            case RECORD_DUPLICATE -> "a record with this id was accepted before";
            case RECEIPT_DUPLICATE -> "a receipt with this id was accepted before";
            case RECEIPT_NUMBER_REPLAYED -> "another receipt of this host has taken this number before";
            case RECEIPT_TOO_LARGE -> "a receipt or its sealed question is longer than an epoch can take";
            case RECEIPT_ID_FOREIGN -> "the receipt's id does not end with @ and its host";
            case RECEIPT_CLOCK_SKEW -> "the claimed time is too far from the time of arrival";
            case RECEIPT_COUNTERSIGNATURE_MISSING -> "the caller has a registered key and has not countersigned";
            case RECEIPT_COUNTERSIGNATURE_INVALID -> "the countersignature verifies under no key of the caller";
            case RECEIPT_COUNTERSIGNATURE_SELF -> "the host has countersigned its own receipt";
            case RECEIPT_COMMIT_MISMATCH -> "an answer does not match the commitment of its receipt";
            case KIND_RECORD -> "a data record names a parent, which only what refers to another has";
            case KIND_DOCUMENT -> "a document names a parent, which only what refers to another has";
            case KIND_LABEL -> "a label names no other record that it labels";
            case KIND_EDIT -> "an edit names no other record that it replaces";
            case KIND_PROMPT -> "a prompt names itself as the one that it improves";
            case KIND_FEEDBACK -> "feedback names no receipt of the answer that it judges";
            case LICENCE_UNKNOWN -> "the licence is neither a known SPDX id nor LicenseRef-…";
            case CONSENT_PURPOSE -> "no purpose is consented to, one is unknown, or they are not ascending";
            case CONSENT_EXPIRED -> "the consent ends on no date, or ended before the batch arrived";
            case PROVENANCE_CIRCULAR -> "an item says that it is derived from itself";
        };
    }
}
