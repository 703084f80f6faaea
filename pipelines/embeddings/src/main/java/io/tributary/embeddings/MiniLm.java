// SPDX-License-Identifier: Apache-2.0
package io.tributary.embeddings;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import io.tributary.protocol.error.UnavailableException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** all-MiniLM-L6-v2, quantised, from jars that are on no class path of ours: the job is told where they are. */
public final class MiniLm implements Embedder {
    private static final long serialVersionUID = 1;
    private static final String ID = "all-minilm-l6-v2-q";
    private static final String CLASS =
            "dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel";
    private static final int BATCH = 32;

    /** One for the process, whichever task comes first: it takes a second and seventy megabytes. */
    private static final Map<List<String>, EmbeddingModel> LOADED = new ConcurrentHashMap<>();

    private final List<String> jars;

    /** From these jars. */
    public MiniLm(List<String> jars) {
        this.jars = List.copyOf(jars);
    }

    @Override
    public String modelId() {
        return ID;
    }

    @Override
    public List<byte[]> embed(List<String> texts) {
        EmbeddingModel model = LOADED.computeIfAbsent(jars, MiniLm::load);
        List<byte[]> vectors = new ArrayList<>(texts.size());
        for (int from = 0; from < texts.size(); from += BATCH) {
            List<TextSegment> segments = texts.subList(from, Math.min(texts.size(), from + BATCH)).stream()
                    .map(TextSegment::from)
                    .toList();
            model.embedAll(segments).content().forEach(vector -> vectors.add(Vectors.quantised(vector.vector())));
        }
        return vectors;
    }

    static EmbeddingModel load(List<String> jars) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try {
            // Never closed: the model is used until the process ends. It looks for its own files by the thread's
            // loader.
            ClassLoader loader = new URLClassLoader(urls(jars), MiniLm.class.getClassLoader());
            thread.setContextClassLoader(loader);
            EmbeddingModel model = (EmbeddingModel)
                    Class.forName(CLASS, true, loader).getConstructor().newInstance();
            model.embed("What loads itself when it is first used does so now.");
            return model;
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new UnavailableException("the sentence model " + ID + " can't be loaded: " + e, e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static URL[] urls(List<String> jars) {
        List<URL> urls = new ArrayList<>();
        for (String jar : jars) {
            if (!Files.isRegularFile(Path.of(jar))) {
                throw new UnavailableException("the sentence model lacks " + jar
                        + "; delete pipelines/embeddings/model/target and run the review again");
            }
            try {
                urls.add(Path.of(jar).toUri().toURL());
            } catch (MalformedURLException e) {
                throw new IllegalStateException("every file has an address", e);
            }
        }
        return urls.toArray(URL[]::new);
    }
}
