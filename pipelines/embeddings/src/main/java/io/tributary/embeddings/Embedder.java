// SPDX-License-Identifier: Apache-2.0
package io.tributary.embeddings;

import java.io.Serializable;
import java.util.List;

/** Gives texts vectors that point the same way if the texts say the same. It goes to executors, where it finds its model. */
public interface Embedder extends Serializable {
    /** The model, so that vectors of two models are never compared. */
    String modelId();

    /** The vectors of texts, in their order, all of one length and quantised to bytes. */
    List<byte[]> embed(List<String> texts);
}
