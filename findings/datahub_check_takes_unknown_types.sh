#!/bin/sh
# DataHub: `datahub check metadata-file` is for files that the source `file` imports, and finds a required field that is
# missing. One expects it to find a column's type that does not exist, too, or a misspelt field. It says "all valid", and
# the SDK reads the unknown type as a boolean: that is the first one in its list. DecimalType is an easy guess, since
# numbers of all kinds are NumberType.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check acryl-datahub==1.7.0.17
cd "$folder"
export DATAHUB_TELEMETRY_ENABLED=false HOME="$folder"
cat > metadata.json <<'JSON'
[{"entityType": "dataset", "entityUrn": "urn:li:dataset:(urn:li:dataPlatform:duckdb,orders,PROD)",
  "changeType": "UPSERT", "aspectName": "schemaMetadata", "aspect": {"json": {
    "schemaName": "orders", "platform": "urn:li:dataPlatform:duckdb", "version": 0, "hash": "",
    "platformSchema": {"com.linkedin.schema.OtherSchema": {"rawSchema": ""}},
    "fields": [{"fieldPath": "paid", "nativeDataType": "DECIMAL(18,2)", "nullabel": false,
                "type": {"type": {"com.linkedin.schema.DecimalType": {}}}}]}}}]
JSON
said=$(venv/bin/datahub check metadata-file metadata.json 2> /dev/null | tail -n 1)
echo "check metadata-file, of a type that does not exist and a misspelt field: $said"
venv/bin/python - "$said" <<'PYTHON'
import json
import sys
from importlib.metadata import version

from datahub.emitter.serialization_helper import post_json_transform
from datahub.metadata.schema_classes import SchemaMetadataClass

print("acryl-datahub", version("acryl-datahub"))
proposal = json.load(open("metadata.json"))[0]
read = SchemaMetadataClass.from_obj(post_json_transform(proposal["aspect"]["json"]))
type_ = type(read.fields[0].type.type).__name__
print("com.linkedin.schema.DecimalType is read as", type_)
sys.exit(0 if sys.argv[1].endswith("all valid") and type_ == "BooleanTypeClass" else 1)
PYTHON
