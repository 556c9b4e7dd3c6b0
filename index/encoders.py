"""Embedding models behind one small interface: ONNX Runtime, sentence-transformers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from knowledge.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

__all__ = ["Encoder", "LateEncoder", "OnnxEncoder", "TorchEncoder", "Vectors"]

Vectors = npt.NDArray[np.float32]
Progress = Callable[[int], None]
QUERY, PASSAGE = "query: ", "passage: "
MAX_TOKENS = 512


class Encoder(Protocol):
    """Turns texts into vectors.

    Attributes:
        name: Identifies model and precision; stored in every index built with it.
        dim: Length of a vector.
    """

    name: str
    dim: int

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """float32 ``(len(texts), dim)``, rows L2-normalised."""
        ...

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """float32 ``(len(texts), dim)``, rows L2-normalised; ``progress`` gets the number just done."""
        ...


class OnnxEncoder:
    """An ONNX model with ``input_ids`` in and the normalised embedding out; safe to share between threads.

    Each text is encoded alone. An int8 model scales its activations by the largest of all that it is given: in a
    batch the vector of a text would depend on the others (cosine .99 with itself), and an index on the order in
    which it was built. Several texts at a time, one thread each, are as fast.
    """

    def __init__(self, folder: Path, name: str, file: str = "model-int8.onnx", threads: int = 2) -> None:
        """Load ``file`` and ``tokenizer.json`` from ``folder``.

        Raises:
            ModelError: A file is missing or ONNX Runtime cannot load it.
        """
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._session = onnxruntime.InferenceSession(
                str(folder / file), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # both libraries raise bare Exception subclasses of their own
            raise ModelError(
                f"无法载入模型 {folder.name}/{file}：请删除该文件夹后运行 xuefa build 重新生成。"
            ) from error
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._threads = threads
        self.name = name
        self.dim = int(self._session.get_outputs()[0].shape[-1])

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode([QUERY + text for text in texts], None)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        return self._encode([PASSAGE + text for text in texts], progress)

    def _encode(self, texts: list[str], progress: Progress | None) -> Vectors:
        vectors = np.zeros((len(texts), self.dim), np.float32)
        ids = [encoding.ids for encoding in self._tokenizer.encode_batch(texts)]
        if len(ids) == 1:
            vectors[0] = self._vector(ids[0])
            if progress:
                progress(1)
            return vectors
        with ThreadPoolExecutor(self._threads) as pool:
            for row, vector in enumerate(pool.map(self._vector, ids)):
                vectors[row] = vector
                if progress:
                    progress(1)
        return vectors

    def _vector(self, ids: list[int]) -> Vectors:
        """float32 ``(dim,)`` of one text."""
        found: Vectors = self._session.run(None, {"input_ids": np.array([ids], np.int64)})[0][0]
        return found


class TorchEncoder:
    """Any sentence-transformers model: a folder, or a name on a hub that the operator can reach."""

    def __init__(self, model: str, name: str) -> None:
        """Load ``model`` on the CPU.

        Raises:
            ModelError: It cannot be loaded.
        """
        from sentence_transformers import SentenceTransformer

        try:
            self._model: SentenceTransformer = SentenceTransformer(model, device="cpu")
        except Exception as error:  # hub, file and format errors have no common base
            raise ModelError(f"无法载入模型“{model}”：请检查设置 XUEFA_MODEL 中的名称或文件夹。") from error
        self._prefixes = (self._prompt("query"), self._prompt("passage") or self._prompt("document"))
        self._lock = threading.Lock()
        self.name = name
        self.dim = int(self._model.get_embedding_dimension() or 0)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(self._prefixes[0], texts, None)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        return self._encode(self._prefixes[1], texts, progress)

    def _prompt(self, kind: str) -> str:
        return str(self._model.prompts.get(kind) or "")

    def _encode(self, prefix: str, texts: Sequence[str], progress: Progress | None) -> Vectors:
        blocks = []
        for start in range(0, len(texts), 64):
            block = [prefix + text for text in texts[start : start + 64]]
            with self._lock:
                encoded: Any = self._model.encode(block, prompt="", normalize_embeddings=True, show_progress_bar=False)
            blocks.append(np.asarray(encoded, np.float32))
            if progress:
                progress(len(block))
        return np.concatenate(blocks) if blocks else np.zeros((0, self.dim), np.float32)


class LateEncoder:
    """A model that is loaded when something is to be encoded; safe to share between threads."""

    def __init__(self, name: str, dim: int, load: Callable[[], Encoder]) -> None:
        """Stand for the model that ``load`` gives.

        Args:
            name, dim: Of the model.
        """
        self._load, self._lock = load, threading.Lock()
        self._encoder: Encoder | None = None
        self.name, self.dim = name, dim

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._loaded().encode_queries(texts)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        return self._loaded().encode_passages(texts, progress)

    def _loaded(self) -> Encoder:
        with self._lock:
            if self._encoder is None:
                encoder = self._load()
                if (encoder.name, encoder.dim) != (self.name, self.dim):
                    raise ModelError(
                        f"模型应当是 {self.name}（{self.dim}维），载入的是 {encoder.name}（{encoder.dim}维）："
                        "请运行 xuefa build 重建检索库。"
                    )
                self._encoder = encoder
            return self._encoder
