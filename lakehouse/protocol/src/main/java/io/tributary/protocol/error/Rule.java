// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.error;

/** Why input was refused. The {@link #id()} is stable: it is what {@code bronze.rejections.rule} and the dead letters carry. */
public enum Rule {
    /** The bytes are no JSON text: bad syntax, bad UTF-8, null, or something after the end. */
    JSON_SYNTAX("json.syntax"),
    /** An object names a key twice. */
    JSON_DUPLICATE_KEY("json.duplicate-key"),
    /** A JSON number stands where only strings may; integers travel as decimal strings. */
    JSON_NUMBER("json.number"),
    /** Valid JSON, but not byte for byte the canonical form of its content. */
    JSON_NOT_CANONICAL("json.not-canonical"),
    /** A key is missing, unknown or holds a value of the wrong kind or range. */
    JSON_SHAPE("json.shape"),
    /** The value is longer than the limit of its boundary. */
    RECORD_TOO_LARGE("record.too-large"),
    /** A batch holds more items than the limit. */
    BATCH_TOO_MANY_ITEMS("batch.too-many-items"),
    /** The envelope carries no signature. */
    SIGNATURE_MISSING("signature.missing"),
    /** No such key is registered for the signer. */
    SIGNATURE_KEY_UNKNOWN("signature.key-unknown"),
    /** The registered key is of small order or no point of the curve: a signature under it proves nothing. */
    SIGNATURE_KEY_WEAK("signature.key-weak"),
    /** The signature does not verify under the named key. */
    SIGNATURE_INVALID("signature.invalid"),
    /** Signed for another network. */
    NETWORK_MISMATCH("network.mismatch"),
    /** Signed for another Datanet than the one it was sent to, or an item names another. */
    DATANET_MISMATCH("datanet.mismatch"),
    /** No such Datanet is registered. */
    DATANET_UNKNOWN("datanet.unknown"),
    /** The signer is not registered. */
    CONTRIBUTOR_UNKNOWN("contributor.unknown"),
    /** The contributor's sealing key for the Datanet is not here, so nobody could open the batch; only the gateway asks. */
    SEAL_KEY_MISSING("seal.key-missing"),
    /** The items do not hash to the signed root. */
    ROOT_MISMATCH("root.mismatch"),
    /** Another batch with this signer and sequence was accepted before. */
    SEQUENCE_REPLAYED("sequence.replayed"),
    /** The very same batch was accepted before; a harmless retransmission. */
    BATCH_DUPLICATE("batch.duplicate"),
    /** A record with this id was accepted before. */
    RECORD_DUPLICATE("record.duplicate"),
    /** A receipt with this id was accepted before. */
    RECEIPT_DUPLICATE("receipt.duplicate"),
    /** Another receipt of this host with this running number was accepted before. */
    RECEIPT_NUMBER_REPLAYED("receipt.number-replayed"),
    /** The receipt, or its sealed question, is longer than can be sealed and given as evidence. */
    RECEIPT_TOO_LARGE("receipt.too-large"),
    /** The receipt's id does not end with its host, so another host could give it, too. */
    RECEIPT_ID_FOREIGN("receipt.id-foreign"),
    /** The time that the host claims is too far from the time of arrival. */
    RECEIPT_CLOCK_SKEW("receipt.clock-skew"),
    /** The caller has a registered key and has not countersigned. */
    RECEIPT_COUNTERSIGNATURE_MISSING("receipt.countersignature-missing"),
    /** The countersignature verifies under no key of the caller. */
    RECEIPT_COUNTERSIGNATURE_INVALID("receipt.countersignature-invalid"),
    /** The host has countersigned its own receipt. */
    RECEIPT_COUNTERSIGNATURE_SELF("receipt.countersignature-self"),
    /** The sealed input or the answer does not match the receipt's commitments. */
    RECEIPT_COMMIT_MISMATCH("receipt.commit-mismatch"),
    /** A data record names a parent. */
    KIND_RECORD("kind.record"),
    /** A document names a parent. */
    KIND_DOCUMENT("kind.document"),
    /** A label names no record that it labels. */
    KIND_LABEL("kind.label"),
    /** An edit names no record that it replaces. */
    KIND_EDIT("kind.edit"),
    /** A prompt improves itself. */
    KIND_PROMPT("kind.prompt"),
    /** Feedback names no receipt of the answer that it judges. */
    KIND_FEEDBACK("kind.feedback"),
    /** The licence is no id of the SPDX licence list, and no LicenseRef of the contributor's own. */
    LICENCE_UNKNOWN("licence.unknown"),
    /** No purpose is consented to, or one that the platform does not know. */
    CONSENT_PURPOSE("consent.purpose"),
    /** The consent ends on no date of the calendar, or ended before the batch arrived. */
    CONSENT_EXPIRED("consent.expired"),
    /** An item says that it is derived from itself. */
    PROVENANCE_CIRCULAR("provenance.circular");

    private final String id;

    Rule(String id) {
        this.id = id;
    }

    /** The stable id, {@code group.reason}. */
    public String id() {
        return id;
    }
}
