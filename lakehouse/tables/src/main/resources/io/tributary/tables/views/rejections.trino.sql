-- What the ingestion refused, by rule.
-- columns: rule string, reason string, topic string, kafka_partition int, kafka_offset bigint, items bigint, signer string, commitment string, appended_at timestamp
select rule, reason, topic, kafka_partition, kafka_offset, items, signer, commitment, appended_at
from lake.bronze.rejections
