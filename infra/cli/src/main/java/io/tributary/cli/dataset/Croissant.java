// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.tables.DatanetTables;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;

/** Describes an exported version in Croissant 1.1, a vocabulary of JSON-LD for data sets. */
final class Croissant {
    static final String CONFORMS_TO = "http://mlcommons.org/croissant/1.1";

    /** Of the two spellings, the one that Croissant's own context has; with the other nothing here is a data set. */
    static final String SCHEMA_ORG = "https://schema.org/";

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String ID = "@id";
    private static final String TYPE = "@type";
    private static final String RECORDS = "records";

    /** Terms of Croissant that stand for themselves. */
    static final List<String> TERMS = List.of(
            "annotation",
            "arrayShape",
            "citeAs",
            "column",
            "containedIn",
            "equivalentProperty",
            "excludes",
            "extract",
            "field",
            "fileProperty",
            "fileObject",
            "fileSet",
            "format",
            "includes",
            "isArray",
            "isLiveDataset",
            "jsonPath",
            "key",
            "md5",
            "parentField",
            "path",
            "readLines",
            "recordSet",
            "references",
            "regex",
            "repeated",
            "replace",
            "samplingRate",
            "sdVersion",
            "separator",
            "source",
            "subField",
            "transform",
            "unArchive",
            "value");

    private final DatasetMeta meta;
    private final DatasetFolder folder;

    Croissant(DatasetMeta meta, DatasetFolder folder) {
        this.meta = meta;
        this.folder = folder;
    }

    /** The description as a file; the other files of the folder are written. */
    byte[] bytes() {
        ObjectNode root = MAPPER.createObjectNode();
        root.set("@context", context());
        root.put(TYPE, "sc:Dataset");
        root.put("conformsTo", CONFORMS_TO);
        root.put("name", meta.name());
        root.put("description", meta.words());
        root.put("version", meta.entry().version() + ".0.0");
        root.put(
                "url",
                "urn:tributary:" + meta.entry().network() + ":" + meta.entry().datanet() + ":"
                        + meta.entry().tag());
        root.put("identifier", meta.entry().root().hex());
        root.put(
                "citeAs",
                meta.entry().datanet() + "/" + meta.entry().tag() + " of network "
                        + meta.entry().network() + ", root " + meta.entry().root());
        root.put(
                "datePublished",
                meta.publishedAt().atZone(ZoneOffset.UTC).toLocalDate().toString());
        ArrayNode licences = root.putArray("license");
        meta.licences().keySet().forEach(licence -> licences.add("https://spdx.org/licenses/" + licence));
        root.putObject("creator").put(TYPE, "sc:Organization").put("name", meta.owner());
        ArrayNode distribution = root.putArray("distribution");
        distribution.add(file("parquet", DatasetFolder.PARQUET, "application/x-parquet"));
        distribution.add(file("jsonl", DatasetFolder.LINES, "application/jsonlines"));
        root.putArray("recordSet").add(records());
        try {
            return (MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n")
                    .getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a description that can't be written", e);
        }
    }

    private static ObjectNode context() {
        ObjectNode context = MAPPER.createObjectNode();
        context.put("@language", "en");
        context.put("@vocab", SCHEMA_ORG);
        context.put("sc", SCHEMA_ORG);
        context.put("cr", "http://mlcommons.org/croissant/");
        context.put("rai", "http://mlcommons.org/croissant/RAI/");
        context.put("dct", "http://purl.org/dc/terms/");
        context.put("conformsTo", "dct:conformsTo");
        TERMS.forEach(term -> context.put(term, "cr:" + term));
        context.putObject("data").put(ID, "cr:data").put(TYPE, "@json");
        context.putObject("dataType").put(ID, "cr:dataType").put(TYPE, "@vocab");
        context.putObject("examples").put(ID, "cr:examples").put(TYPE, "@json");
        return context;
    }

    private ObjectNode file(String id, String name, String encoding) {
        return MAPPER.createObjectNode()
                .put(TYPE, "cr:FileObject")
                .put(ID, id)
                .put("name", name)
                .put("contentUrl", name)
                .put("contentSize", folder.size(name) + " B")
                .put("encodingFormat", encoding)
                .put("sha256", folder.hash(name).hex());
    }

    /** Over the Parquet file alone: mlcroissant guesses the types of JSON lines, and takes times and digits for others than they are. */
    private static ObjectNode records() {
        ObjectNode records = MAPPER.createObjectNode();
        records.put(TYPE, "cr:RecordSet");
        records.put(ID, RECORDS);
        records.put("name", RECORDS);
        records.putObject("key").put(ID, RECORDS + "/" + DatanetTables.RECORD_ID);
        ArrayNode fields = records.putArray("field");
        for (String column : DatasetFolder.COLUMNS) {
            ObjectNode field = fields.addObject();
            field.put(TYPE, "cr:Field");
            field.put(ID, RECORDS + "/" + column);
            field.put("name", column);
            field.put("dataType", column.equals(DatanetTables.ORIGIN_AT) ? "sc:Integer" : "sc:Text");
            if (column.equals(DatanetTables.CONSENT)) {
                field.put("isArray", true);
                field.put("arrayShape", "-1");
            }
            ObjectNode source = field.putObject("source");
            source.putObject("fileObject").put(ID, "parquet");
            source.putObject("extract").put("column", column);
        }
        return records;
    }
}
