-- Every trained model, with its quality on the held-out set in parts per million.
-- columns: model string, name string, datanet string, version int, dataset_root string, trainer string, training_rows bigint, held_out_accuracy_ppm int, gate_passed boolean, weights_hash string
select model_id as model, name, datanet, version, dataset_root, trainer, rows as training_rows,
       eval_ppm as held_out_accuracy_ppm, gate_passed, weights_hash
from lake.models.versions
