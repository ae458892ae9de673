"""Writes a GGUF model anew with weights of type Q8_0: requantise.py FROM TO

Shimmy 2.6.5 knows the tensor types F32, F16, Q4_0, Q5_0, Q8_0, Q4_K, Q5_K and Q6_K. The model
of the tests has Q4_1, so those weights are unpacked and packed again. What is F32 or Q8_0
already stays as it is, and so does all metadata but the type of the file.
Needs the Python package gguf.
"""

import sys

import gguf
from gguf import GGMLQuantizationType, GGUFReader, GGUFValueType, GGUFWriter

KEPT = {GGMLQuantizationType.F32, GGMLQuantizationType.Q8_0}
# Made by the writer itself.
OWN = {"GGUF.version", "GGUF.tensor_count", "GGUF.kv_count", "general.architecture", "general.file_type"}


def copy_metadata(reader, writer):
    for name, field in reader.fields.items():
        if name in OWN:
            continue
        kind = field.types[0]
        parts = field.types[-1] if kind == GGUFValueType.ARRAY else None
        writer.add_key_value(name, field.contents(), kind, sub_type=parts)


def repacked(tensor):
    """Data and type of a tensor in the new file."""
    if tensor.tensor_type in KEPT:
        return tensor.data, tensor.tensor_type
    weights = gguf.quants.dequantize(tensor.data, tensor.tensor_type)
    return gguf.quants.quantize(weights, GGMLQuantizationType.Q8_0), GGMLQuantizationType.Q8_0


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    source, target = sys.argv[1:]
    reader = GGUFReader(source)
    writer = GGUFWriter(target, reader.fields["general.architecture"].contents())
    copy_metadata(reader, writer)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)
    for tensor in reader.tensors:
        data, kind = repacked(tensor)
        writer.add_tensor(tensor.name, data, raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


main()
