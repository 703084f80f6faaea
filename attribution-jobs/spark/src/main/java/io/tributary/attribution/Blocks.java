// SPDX-License-Identifier: Apache-2.0
package io.tributary.attribution;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;

/**
 * Deals the elements of a partition to a function block by block and yields what it gives, so that a kernel sees many
 * rows at once and memory holds one block only.
 */
final class Blocks<A, B> implements Iterator<B> {

    /** Rows a kernel gets at once. */
    static final int ROWS = 256;

    private final Iterator<A> elements;
    private final Function<List<A>, List<B>> function;
    private Iterator<B> results = Collections.emptyIterator();

    Blocks(Iterator<A> elements, Function<List<A>, List<B>> function) {
        this.elements = elements;
        this.function = function;
    }

    @Override
    public boolean hasNext() {
        while (!results.hasNext() && elements.hasNext()) {
            List<A> block = new ArrayList<>(ROWS);
            while (elements.hasNext() && block.size() < ROWS) {
                block.add(elements.next());
            }
            results = function.apply(block).iterator();
        }
        return results.hasNext();
    }

    @Override
    public B next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return results.next();
    }
}
