#!/usr/bin/env python3
"""Writes the shipped SmolLM2 ONNX weights as a Q8_0 GGUF file, so that llama.cpp can be timed on the same weights.

    apt-get install -y python3-numpy python3-onnx
    python3 onnx_to_gguf.py ../models/smollm2-135m-instruct smollm2-q8_0.gguf

Only numpy and onnx are needed. Llama-architecture 8-bit MatMulNBits exports only.
"""
import json, os, struct, sys

import numpy as np
import onnx
from onnx import helper, numpy_helper

F32, Q8_0 = 0, 8
U32, F32_KV, BOOL, STRING, ARRAY, I32 = 4, 6, 7, 8, 9, 5


def string(text):
    raw = text.encode("utf-8")
    return struct.pack("<Q", len(raw)) + raw


def value(kind, item):
    return {U32: lambda: struct.pack("<I", item), I32: lambda: struct.pack("<i", item), F32_KV: lambda: struct.pack("<f", item),
            BOOL: lambda: struct.pack("<?", item), STRING: lambda: string(item)}[kind]()


def entry(key, kind, item):
    if isinstance(kind, tuple):
        return string(key) + struct.pack("<IIQ", ARRAY, kind[0], len(item)) + b"".join(value(kind[0], i) for i in item)
    return string(key) + struct.pack("<I", kind) + value(kind, item)


def q8_0(weights):
    rows, columns = weights.shape
    blocks = weights.reshape(-1, 32)
    scale = (np.abs(blocks).max(axis=1, keepdims=True) / 127).astype(np.float16).astype(np.float32)
    quants = np.round(np.divide(blocks, scale, out=np.zeros_like(blocks), where=scale != 0)).clip(-127, 127).astype(np.int8)
    packed = np.empty((blocks.shape[0], 34), np.uint8)
    packed[:, :2] = scale.astype(np.float16).view(np.uint8)
    packed[:, 2:] = quants.view(np.uint8)
    return packed.tobytes()


def main():
    folder, out = sys.argv[1:3]
    config = json.load(open(os.path.join(folder, "genai_config.json")))["model"]
    decoder = config["decoder"]
    model = onnx.load(os.path.join(folder, "model.onnx"))
    tensors = {t.name: numpy_helper.to_array(t) for t in model.graph.initializer}

    def dense(node):
        attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        assert attributes["bits"] == 8, "8-bit weights expected"
        quants, scale = tensors[node.input[1]], tensors[node.input[2]]
        blocks = quants.reshape(attributes["N"], -1, attributes["block_size"]).astype(np.float32) - 128
        return (blocks * scale.reshape(attributes["N"], -1, 1)).reshape(attributes["N"], -1)[:, :attributes["K"]]

    nodes = {n.name: n for n in model.graph.node if n.op_type == "MatMulNBits"}
    find = lambda *parts: dense(next(n for name, n in nodes.items() if all(p in name for p in parts)))
    heads, kv_heads, size = decoder["num_attention_heads"], decoder["num_key_value_heads"], decoder["head_size"]

    def interleave(w, count):  # Hugging Face rotary order to llama.cpp's
        return w.reshape(count, 2, w.shape[0] // count // 2, *w.shape[1:]).swapaxes(1, 2).reshape(w.shape)

    result = {"token_embd.weight": find("lm_head"), "output_norm.weight": next(v for k, v in tensors.items() if "final_norm" in k)}
    for layer in range(decoder["num_hidden_layers"]):
        q, k, v = np.split(find(f"layers.{layer}/", "qkv_proj"), [heads * size, (heads + kv_heads) * size])
        gate, up = np.split(find(f"layers.{layer}/", "gate_up_proj"), 2)
        block = {"attn_q": interleave(q, heads), "attn_k": interleave(k, kv_heads), "attn_v": v,
                 "attn_output": find(f"layers.{layer}/", "o_proj"), "ffn_gate": gate, "ffn_up": up,
                 "ffn_down": find(f"layers.{layer}/", "down_proj"),
                 "attn_norm": tensors[f"model.layers.{layer}.input_layernorm.weight"],
                 "ffn_norm": tensors[f"model.layers.{layer}.post_attention_layernorm.weight"]}
        result |= {f"blk.{layer}.{name}.weight": w for name, w in block.items()}

    tokenizer = json.load(open(os.path.join(folder, "tokenizer.json")))
    vocabulary = {i: t for t, i in tokenizer["model"]["vocab"].items()} | {t["id"]: t["content"] for t in tokenizer["added_tokens"]}
    special = {t["id"] for t in tokenizer["added_tokens"]}
    merges = [m if isinstance(m, str) else " ".join(m) for m in tokenizer["model"]["merges"]]
    width, feed = result["token_embd.weight"].shape[1], result["blk.0.ffn_gate.weight"].shape[0]
    metadata = [
        ("general.architecture", STRING, "llama"), ("general.name", STRING, os.path.basename(folder)), ("general.file_type", U32, 7),
        ("llama.block_count", U32, decoder["num_hidden_layers"]), ("llama.context_length", U32, config["context_length"]),
        ("llama.embedding_length", U32, width), ("llama.feed_forward_length", U32, feed),
        ("llama.attention.head_count", U32, heads), ("llama.attention.head_count_kv", U32, kv_heads),
        ("llama.rope.freq_base", F32_KV, 100000.0), ("llama.rope.dimension_count", U32, size),
        ("llama.attention.layer_norm_rms_epsilon", F32_KV, 1e-5), ("llama.vocab_size", U32, len(vocabulary)),
        ("tokenizer.ggml.model", STRING, "gpt2"), ("tokenizer.ggml.pre", STRING, "smollm"),
        ("tokenizer.ggml.tokens", (STRING,), [vocabulary[i] for i in range(len(vocabulary))]),
        ("tokenizer.ggml.token_type", (I32,), [3 if i in special else 1 for i in range(len(vocabulary))]),
        ("tokenizer.ggml.merges", (STRING,), merges), ("tokenizer.ggml.bos_token_id", U32, config["bos_token_id"]),
        ("tokenizer.ggml.eos_token_id", U32, config["eos_token_id"]), ("tokenizer.ggml.add_bos_token", BOOL, False),
        ("tokenizer.ggml.add_space_prefix", BOOL, False),
        ("tokenizer.chat_template", STRING, open(os.path.join(folder, "chat_template.jinja")).read()),
    ]
    data, infos, offset = [], [], 0
    for name, w in result.items():
        raw = w.astype(np.float32).tobytes() if w.ndim == 1 else q8_0(np.ascontiguousarray(w))
        infos.append(string(name) + struct.pack("<I", w.ndim) + b"".join(struct.pack("<Q", d) for d in reversed(w.shape))
                     + struct.pack("<IQ", F32 if w.ndim == 1 else Q8_0, offset))
        raw += b"\0" * (-len(raw) % 32)
        data.append(raw)
        offset += len(raw)
    header = b"GGUF" + struct.pack("<IQQ", 3, len(infos), len(metadata)) + b"".join(entry(*m) for m in metadata) + b"".join(infos)
    with open(out, "wb") as file:
        file.write(header + b"\0" * (-len(header) % 32))
        file.writelines(data)


main()
