"""The embedding model as LangChain sees one."""

from __future__ import annotations

from langchain_core.embeddings import Embeddings

from .encoders import Encoder

__all__ = ["EncoderEmbeddings"]


class EncoderEmbeddings(Embeddings):
    """An :class:`Encoder` as LangChain ``Embeddings``, for use with other LangChain parts."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector per text, with the model's passage prefix."""
        return [list(map(float, row)) for row in self._encoder.encode_passages(texts)]

    def embed_query(self, text: str) -> list[float]:
        """The vector of one question, with the model's query prefix."""
        return list(map(float, self._encoder.encode_queries([text])[0]))
