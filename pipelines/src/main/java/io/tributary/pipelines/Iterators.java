// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import java.util.Iterator;
import java.util.function.Function;

/** What a partition's function needs: one element in, one out, nothing kept. */
final class Iterators {

    private Iterators() {}

    /** The images of all elements, made one by one. */
    static <A, B> Iterator<B> map(Iterator<A> elements, Function<A, B> function) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return elements.hasNext();
            }

            @Override
            public B next() {
                return function.apply(elements.next());
            }
        };
    }
}
