// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.accumulators.LongMaximum;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.Collector;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Rows of whatever stands in a batch, read in one pass. */
final class FloorRows extends RichFlatMapFunction<KafkaValue, RowData> {
    private static final long serialVersionUID = 1L;
    private static final JsonFactory FACTORY = new JsonFactory();

    private final RowAssembler assembler;
    private final HashMap<String, Type.TypeID> columns = new HashMap<>();
    private transient Map<String, LongMaximum> progress;

    FloorRows(Schema schema) {
        this.assembler = new RowAssembler(schema);
        for (Types.NestedField field : schema.columns()) {
            columns.put(field.name(), field.type().typeId());
        }
    }

    @Override
    public void open(OpenContext context) {
        progress = new HashMap<>();
    }

    @Override
    public void flatMap(KafkaValue value, Collector<RowData> out) throws IOException {
        try (JsonParser json = FACTORY.createParser(value.value())) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean items = json.currentName().equals("items");
                json.nextToken();
                if (!items) {
                    json.skipChildren();
                    continue;
                }
                while (json.nextToken() == JsonToken.START_OBJECT) {
                    out.collect(row(value, json));
                }
            }
        }
        progress.computeIfAbsent(ReadProgress.name(value.topic(), value.partition()), this::newProgress)
                .add(value.offset());
    }

    private LongMaximum newProgress(String name) {
        LongMaximum accumulator = new LongMaximum();
        getRuntimeContext().addAccumulator(name, accumulator);
        return accumulator;
    }

    private RowData row(KafkaValue value, JsonParser json) throws IOException {
        Map<String, String> texts = new HashMap<>();
        List<String> consent = new ArrayList<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = json.currentName();
            if (json.nextToken() == JsonToken.START_ARRAY) {
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    consent.add(json.getText());
                }
            } else {
                texts.put(key.equals("index") ? "item_index" : snakeCase(key), json.getText());
            }
        }
        RowAssembler.Assembly row = assembler.row();
        for (Map.Entry<String, Type.TypeID> column : columns.entrySet()) {
            fill(row, column.getKey(), column.getValue(), texts.getOrDefault(column.getKey(), ""), consent, value);
        }
        return row.build();
    }

    private static void fill(
            RowAssembler.Assembly row,
            String column,
            Type.TypeID type,
            String text,
            List<String> consent,
            KafkaValue value) {
        switch (type) {
            case LONG -> row.number(column, text.isEmpty() ? value.offset() : Long.parseLong(text));
            case INTEGER -> row.int32(column, text.isEmpty() ? value.partition() : Integer.parseInt(text));
            case BINARY -> row.bytes(column, HexFormat.of().parseHex(text));
            case BOOLEAN -> row.flag(column, false);
            case LIST -> row.texts(column, consent);
            case TIMESTAMP -> row.time(column, value.appendedMillis());
            default -> row.text(column, text);
        }
    }

    private static String snakeCase(String key) {
        StringBuilder out = new StringBuilder(key.length() + 2);
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                out.append('_').append((char) (c + 32));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
