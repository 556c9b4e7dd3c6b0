"""The index as a LangChain retriever."""

from __future__ import annotations

from datetime import date

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from knowledge.records import NATIONAL

from .search import Query, SearchIndex

__all__ = ["LawRetriever"]


class LawRetriever(BaseRetriever):
    """Whole articles for a question, as LangChain ``Document``s with their law, number and status."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: SearchIndex
    day: date | None = None
    region: str = NATIONAL
    top_k: int = 10

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 - the base class passes it by name
    ) -> list[Document]:
        asked = Query(text=query, day=self.day or date.today(), region=self.region)
        return [
            Document(
                page_content=hit.article.text,
                metadata={
                    "law": hit.law.title,
                    "article": hit.article.number,
                    "level": hit.law.level,
                    "region": hit.law.region,
                    "effective": hit.law.effective.isoformat() if hit.law.effective else None,
                    "source": hit.law.source,
                    "score": hit.score,
                },
            )
            for hit in self.index.search(asked, top_k=self.top_k)
        ]
